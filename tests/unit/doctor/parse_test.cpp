// What probes read: texts of the kernel and of the host's programs, whole, cut and odd.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include "internal/core/fd.h"
#include "internal/doctor/bridge.h"
#include "internal/doctor/cgroups.h"
#include "internal/doctor/gl.h"
#include "internal/doctor/guest.h"
#include "internal/doctor/image.h"
#include "internal/doctor/namespaces.h"
#include "internal/doctor/ports.h"
#include "internal/doctor/probes.h"
#include "internal/doctor/question.h"

namespace anc::doctor {
namespace {

TEST(Parse, SubordinateIds) {
  const auto ranges = parse_subids("# ids\nroot:100000:65536\n1000:200000:10\n\nbad\nx:1:y\n");
  ASSERT_EQ(ranges.size(), 2u);
  EXPECT_EQ(ranges[0].owner, "root");
  EXPECT_EQ(ranges[0].first, 100000u);
  EXPECT_EQ(ranges[1].count, 10u);
  EXPECT_TRUE(parse_subids("root:-1:5\nroot:1:0\n:1:1\nroot:99999999999:1").empty());
}

constexpr const char* kHybrid =
    "30 24 0:26 / /sys/fs/cgroup rw,nosuid - tmpfs tmpfs rw,mode=755\n"
    "31 30 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw,nsdelegate\n"
    "32 30 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
    "33 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:3 - cgroup cgroup rw,cpu,cpuacct\n"
    "34 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n";

TEST(Parse, ControlGroups) {
  const auto found = parse_hierarchies(kHybrid);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_TRUE(found[0].unified);
  EXPECT_EQ(found[1].controllers, std::vector<std::string>{"memory"});
  EXPECT_EQ(found[2].controllers, (std::vector<std::string>{"cpu", "cpuacct"}));
  EXPECT_EQ(judge_cgroups({.hierarchies = found}).labels.at("ancloud.cgroup"), "hybrid");
  const std::string whole = kHybrid;
  for (size_t length = 0; length < whole.size(); ++length) {
    EXPECT_LE(parse_hierarchies(whole.substr(0, length)).size(), 3u);
  }
}

TEST(Parse, AnEmptyHierarchyBesideOthersMayBeClosed) {
  CgroupFacts facts{.hierarchies = parse_hierarchies(kHybrid), .device_filter_error = 0};
  facts.hierarchies[0].error = EROFS;
  for (const Finding& finding : judge_cgroups(facts).findings) {
    EXPECT_NE(finding.code, Code::kCgroupReadOnly);
  }
}

TEST(Parse, FeaturesOfAProcessor) {
  EXPECT_EQ(parse_features("processor\t: 0\nflags\t\t: fpu ssse3\n\nprocessor\t: 1\nflags: x\n"),
            "fpu ssse3");
  EXPECT_EQ(parse_features("Features\t: fp asimd\n"), "fp asimd");
  EXPECT_EQ(parse_features("flags"), "");
}

TEST(Parse, ListenAddresses) {
  using Pair = std::pair<std::string, int>;
  EXPECT_EQ(parse_listen("127.0.0.1:8555"), (Pair{"127.0.0.1", 8555}));
  EXPECT_EQ(parse_listen("[::1]:80"), (Pair{"::1", 80}));
  for (const char* bad : {"", ":80", "host", "1.2.3.4:", "1.2.3.4:70000", "1.2.3.4:x"}) {
    EXPECT_FALSE(parse_listen(bad)) << bad;
  }
}

TEST(Parse, SocketsOfAPort) {
  const std::string tcp =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout\n"
      "   0: 0100007F:216B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 "
      "12345 1 0000000000000000 100 0 0 10 0\n"
      "   1: 0100007F:216B 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 "
      "54321 1\n";
  EXPECT_EQ(inodes_of_port(tcp, 0x216B, false), std::vector<uint64_t>{12345});
  EXPECT_EQ(inodes_of_port(tcp, 0x216B, true), (std::vector<uint64_t>{12345, 54321}));
  EXPECT_TRUE(inodes_of_port(tcp, 0x6B, false).empty()) << "not a part of a number";
}

TEST(Parse, OurOwnServerIsNoFault) {
  const PortFacts facts{"stream.listen", "127.0.0.1",       8555, false,
                        EADDRINUSE,      "ancloud (pid 3)", true};
  EXPECT_EQ(judge_ports({facts}).findings.front().severity, Severity::kOk);
}

TEST(Ports, OneThatPagesAndMediaShareIsNamedOnce) {
  const core::Fd held(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(name);
  ASSERT_EQ(bind(held.get(), reinterpret_cast<sockaddr*>(&name), size), 0);
  ASSERT_EQ(listen(held.get(), 1), 0);
  ASSERT_EQ(getsockname(held.get(), reinterpret_cast<sockaddr*>(&name), &size), 0);
  Question question;
  question.media_port = ntohs(name.sin_port);
  question.listen = "127.0.0.1:" + std::to_string(question.media_port);
  EXPECT_EQ(probe_ports(question).findings.size(), 1u);
  question.media_address = "127.0.0.1";
  EXPECT_EQ(probe_ports(question).findings.size(), 1u);
  question.listen = "127.0.0.2:" + std::to_string(question.media_port);
  EXPECT_EQ(probe_ports(question).findings.size(), 1u) << "that of media; the other is free";
}

TEST(Packets, AnAnswerOfANameServer) {
  const auto question = dns_question(0x1234);
  ASSERT_EQ(question.size(), 17u);
  EXPECT_FALSE(is_dns_answer(question, 0x1234)) << "it is the question";
  auto answer = question;
  answer[2] = std::byte{0x81};
  answer[3] = std::byte{0x85};  // refused, which is an answer, too
  EXPECT_TRUE(is_dns_answer(answer, 0x1234));
  EXPECT_FALSE(is_dns_answer(answer, 0x1235));
  for (size_t length = 0; length < 12; ++length) {
    EXPECT_FALSE(is_dns_answer(std::span(answer).first(length), 0x1234));
  }
}

TEST(Packets, AnEcho) {
  const auto request = echo_request(0xabcd, 1);
  // RFC 792; the sum over all words is 0xffff.
  const std::vector<unsigned> expected = {8, 0, 0x4c, 0x31, 0xab, 0xcd, 0, 1};
  ASSERT_EQ(request.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(std::to_integer<unsigned>(request[i]), expected[i]) << i;
  }
  std::vector<std::byte> reply(20);
  reply[0] = std::byte{0x45};
  reply.insert(reply.end(), request.begin(), request.end());
  EXPECT_FALSE(is_echo_reply(reply, 0xabcd, 1)) << "it is the request";
  reply[20] = std::byte{0};
  EXPECT_TRUE(is_echo_reply(reply, 0xabcd, 1));
  EXPECT_FALSE(is_echo_reply(reply, 0xabcd, 2));
  for (size_t length = 0; length < reply.size(); ++length) {
    EXPECT_FALSE(is_echo_reply(std::span(reply).first(length), 0xabcd, 1)) << length;
  }
}

TEST(Labels, AreWhatSchedulersTake) {
  EXPECT_EQ(label_value("lockdown,capability,apparmor"), "lockdown-capability-apparmor");
  EXPECT_EQ(label_value("(a b)"), "a-b");
  EXPECT_EQ(label_value("((("), "");
  EXPECT_EQ(label_value(std::string(80, 'x')).size(), 63u);
  EXPECT_EQ(renderer_label("llvmpipe (LLVM 15.0.6, 256 bits)"), "llvmpipe");
  EXPECT_EQ(renderer_label("NVIDIA H200/PCIe/SSE2"), "NVIDIA-H200");
}

TEST(Question, TravelsWhole) {
  Question question;
  question.data_path = "/d";
  question.user_named = true;
  question.media_port = 8556;
  question.encoder_device = "/dev/dri/renderD128";
  const auto back = question_from_json(to_json(question));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, question);
  auto json = to_json(question);
  json.erase("dns");
  EXPECT_FALSE(question_from_json(json));
}

}  // namespace
}  // namespace anc::doctor
