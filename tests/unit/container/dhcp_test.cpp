// What dnsmasq is told, and by what a guest is known to it.
#include "internal/container/dhcp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace anc::test {
namespace {
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Dhcp, DnsmasqServesTheBridgeAloneAndWritesNothing) {
  const container::DhcpOptions options{"/var/lib/ancloud", "phones", {0x0a000001, 16}, "9.9.9.9"};
  const auto command = container::dnsmasq_command(options);
  EXPECT_THAT(command,
              AllOf(Contains("--interface=phones"), Contains("--bind-interfaces"),
                    Contains("--listen-address=10.0.0.1"), Contains("--conf-file=/dev/null"),
                    Contains("--leasefile-ro"), Contains("--pid-file="), Contains("--no-ping"),
                    Contains("--server=9.9.9.9"), Contains("--no-resolv"),
                    Contains("--dhcp-range=10.0.0.0,static,255.255.0.0,12h"),
                    Contains("--dhcp-hostsdir=" + container::dhcp_directory("/var/lib/ancloud"))));
  EXPECT_THAT(command, Each(Not(StartsWith("--user"))));
  EXPECT_NE(container::dhcp_directory("/a"), container::dhcp_directory("/b"));
}

TEST(Dhcp, AGuestIsKnownByItsHardwareAddress) {
  container::Link link;
  link.address = "10.0.0.7";
  link.hardware_address = "02:61:12:34:56:78";
  EXPECT_EQ(container::dhcp_host_line(link, "default"), "02:61:12:34:56:78,10.0.0.7,default,12h");
}

}  // namespace
}  // namespace anc::test
