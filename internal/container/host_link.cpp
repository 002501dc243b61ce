// Interfaces of the host: see host_link.h.
#include "internal/container/host_link.h"

#include <cerrno>
#include <cstring>
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "internal/core/codes.h"
#include "internal/core/fd.h"

namespace anc::container {
namespace {

/// Sends one request of rtnetlink; the errno of its answer, 0 when it was done.
Result<int> asked(const void* request, size_t size) {
  const Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket) return fail_errno(errno, "open a netlink socket", Kind::kNetwork);
  struct {
    nlmsghdr header;
    nlmsgerr error;
  } answer{};
  if (::send(socket.get(), request, size, 0) < 0 ||
      ::recv(socket.get(), &answer, sizeof answer, MSG_TRUNC) < 0) {
    return fail_errno(errno, "talk to the kernel", Kind::kNetwork);
  }
  return answer.header.nlmsg_type == NLMSG_ERROR ? -answer.error.error : 0;
}
}  // namespace

Result<void> require_bridge(const std::string& name) {
  const char* hint = "run `ancloud host-setup`, or start with --net none";
  if (name.empty() || name.size() >= IFNAMSIZ) {
    return fail(Kind::kUsage, "\"" + name + "\" is no interface name");
  }
  const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return fail_errno(errno, "open a socket");
  ifreq request{};
  std::strncpy(request.ifr_name, name.c_str(), IFNAMSIZ - 1);
  if (::ioctl(socket.get(), SIOCGIFINDEX, &request) != 0) {
    return fail(Error::from_errno(errno, "bridge " + name, Kind::kNetwork)
                    .hint(hint)
                    .code(Code::kBridgeMissing));
  }
  ethtool_drvinfo driver{};  // not /sys, which may show another network namespace
  driver.cmd = ETHTOOL_GDRVINFO;
  request.ifr_data = reinterpret_cast<char*>(&driver);
  const bool has_driver = ::ioctl(socket.get(), SIOCETHTOOL, &request) == 0;
  if (!has_driver && errno != EOPNOTSUPP) {
    return fail_errno(errno, "ask for the driver of " + name, Kind::kNetwork);
  }
  if (!has_driver || std::string_view(driver.driver) != "bridge") {
    return fail(Error(Kind::kNetwork, "interface " + name + " is no bridge")
                    .hint("another program owns that name: choose one with --bridge")
                    .code(Code::kBridgeTaken));
  }
  return {};
}

Result<bool> isolate_port(const std::string& name) {
  const unsigned index = ::if_nametoindex(name.c_str());
  if (index == 0) return false;
  struct {
    nlmsghdr header;
    ifinfomsg info;
    rtattr port;
    rtattr isolated;
    uint8_t value;
    uint8_t padding[3];
  } request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = RTM_SETLINK;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  request.info.ifi_family = AF_BRIDGE;
  request.info.ifi_index = static_cast<int>(index);
  request.port = {sizeof request.port + sizeof request.isolated + 4, IFLA_PROTINFO | NLA_F_NESTED};
  request.isolated = {sizeof request.isolated + 1, IFLA_BRPORT_ISOLATED};
  request.value = 1;
  const int error = TRY(asked(&request, sizeof request), "isolate interface " + name);
  if (error == 0) return true;
  // Gone, or on no bridge yet.
  if (error == ENODEV || error == EINVAL || error == EOPNOTSUPP) return false;
  return fail_errno(error, "isolate interface " + name, Kind::kNetwork);
}

Result<void> delete_link(const std::string& name) {
  const unsigned index = ::if_nametoindex(name.c_str());
  if (index == 0) return {};
  struct {
    nlmsghdr header;
    ifinfomsg info;
  } request{};
  request.header.nlmsg_len = NLMSG_LENGTH(sizeof request.info);
  request.header.nlmsg_type = RTM_DELLINK;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  request.info.ifi_index = static_cast<int>(index);
  const int error = TRY(asked(&request, sizeof request), "remove interface " + name);
  if (error == 0 || error == ENODEV) return {};
  return fail_errno(error, "remove interface " + name, Kind::kNetwork);
}

}  // namespace anc::container
