// DTLS between two ends of one process, over a way that may lose.
#include "internal/webrtc/dtls.h"

#include <deque>
#include <thread>

#include <gtest/gtest.h>

#include "internal/webrtc/certificate.h"

namespace anc::webrtc {
namespace {

Certificate certificate() {
  auto made = Certificate::make();
  EXPECT_TRUE(made) << made.error().message();
  return std::move(*made);
}

struct Side {
  std::unique_ptr<Dtls> dtls;
  std::deque<std::vector<std::byte>> out;  // on its way to the other
  std::vector<std::byte> got;
  std::string error;

  Dtls::Out outlet() {
    return {[this](core::Bytes datagram) {
              EXPECT_LE(datagram.size(), Dtls::kMtu);
              out.emplace_back(datagram.begin(), datagram.end());
            },
            [this](core::Bytes data) { got.assign(data.begin(), data.end()); }};
  }
  void take(core::Bytes datagram) {
    const auto taken = dtls->take(datagram);
    if (!taken) error = taken.error().message();
  }
};

class DtlsTest : public testing::Test {
 protected:
  void begin(const Fingerprint& expected_of_server, const Fingerprint& expected_of_client) {
    server.dtls =
        std::move(*Dtls::make(theirs, Dtls::Role::kServer, expected_of_client, server.outlet()));
    client.dtls =
        std::move(*Dtls::make(ours, Dtls::Role::kClient, expected_of_server, client.outlet()));
  }
  /// Until nobody has anything to say; the first `lost` datagrams of each do not arrive.
  void talk(size_t lost = 0) {
    size_t of_client = 0, of_server = 0;
    while (!client.out.empty() || !server.out.empty()) {
      const auto carry = [&](Side& from, Side& to, size_t& count) {
        while (!from.out.empty()) {
          const auto datagram = std::move(from.out.front());
          from.out.pop_front();
          if (count++ >= lost) to.take(datagram);
        }
      };
      carry(client, server, of_client);
      carry(server, client, of_server);
    }
  }
  bool open() const { return client.dtls->open() && server.dtls->open(); }

  Certificate ours = certificate(), theirs = certificate();
  Side client, server;
};

TEST_F(DtlsTest, BothEndsHaveTheSameKeys) {
  begin(theirs.fingerprint(), ours.fingerprint());
  talk();
  ASSERT_TRUE(open()) << client.error << server.error;
  const auto of_client = client.dtls->keys(), of_server = server.dtls->keys();
  ASSERT_TRUE(of_client && of_server);
  EXPECT_EQ(of_client->profile, SrtpProfile::kAeadAes128Gcm);
  EXPECT_EQ(of_client->local_key, of_server->remote_key);
  EXPECT_EQ(of_client->remote_key, of_server->local_key);
  EXPECT_EQ(of_client->local_salt, of_server->remote_salt);
  EXPECT_EQ(of_client->remote_salt, of_server->local_salt);
  EXPECT_NE(of_client->local_key, of_client->remote_key);
}

TEST_F(DtlsTest, CarriesDataAndSaysGoodBye) {
  begin(theirs.fingerprint(), ours.fingerprint());
  EXPECT_FALSE(client.dtls->send(std::vector<std::byte>(3)));
  talk();
  const std::vector<std::byte> data(1100, std::byte{42});
  EXPECT_TRUE(client.dtls->send(data));
  talk();
  EXPECT_EQ(server.got, data);
  server.dtls->close();
  talk();
  EXPECT_TRUE(client.dtls->closed());
}

TEST_F(DtlsTest, AClientRefusesAnotherCertificateThanNamed) {
  begin(ours.fingerprint(), ours.fingerprint());
  talk();
  EXPECT_FALSE(client.dtls->open());
  EXPECT_FALSE(client.dtls->keys());
  EXPECT_NE(client.error.find("certificate"), std::string::npos);
  EXPECT_FALSE(server.dtls->open());
  EXPECT_FALSE(server.error.empty());  // by the client's alert
}

TEST_F(DtlsTest, AServerRefusesAnotherCertificateThanNamed) {
  begin(theirs.fingerprint(), theirs.fingerprint());
  talk();
  EXPECT_FALSE(server.dtls->open());
  EXPECT_FALSE(server.dtls->keys());
  EXPECT_NE(server.error.find("certificate"), std::string::npos);
}

TEST_F(DtlsTest, LostFlightsAreSentAgain) {
  begin(theirs.fingerprint(), ours.fingerprint());
  talk(1);
  EXPECT_FALSE(open());
  // Its timer is OpenSSL's, on the real clock; each repeat comes later than the last.
  for (int i = 0; i < 200 && !open(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ASSERT_TRUE(client.dtls->tick());
    ASSERT_TRUE(server.dtls->tick());
    talk();
  }
  EXPECT_TRUE(open()) << client.error << server.error;
}

TEST_F(DtlsTest, RubbishIsDropped) {
  begin(theirs.fingerprint(), ours.fingerprint());
  const auto rubbish = [](size_t size) {
    std::vector<std::byte> data(size, std::byte{0x17});
    return data;
  };
  for (const size_t size : {1, 12, 13, 14, 100, 1200}) server.take(rubbish(size));
  EXPECT_EQ(server.error, "");
  talk();
  ASSERT_TRUE(open()) << client.error << server.error;
  for (const size_t size : {1, 12, 13, 14, 100, 1200}) server.take(rubbish(size));
  EXPECT_EQ(server.error, "");
  EXPECT_TRUE(client.dtls->send(rubbish(10)));
  talk();
  EXPECT_EQ(server.got, rubbish(10));
}

TEST(CertificateTest, IsTextAndBack) {
  const Certificate made = certificate();
  const auto pem = made.pem();
  ASSERT_TRUE(pem);
  const auto again = Certificate::from_pem(pem->certificate, pem->key);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->fingerprint(), made.fingerprint());
  EXPECT_EQ(made.fingerprint_text().size(), 95U);
  const auto other = certificate().pem();
  EXPECT_EQ(Certificate::from_pem(pem->certificate, other->key).error().kind(), Kind::kUsage);
  EXPECT_EQ(Certificate::from_pem("", "").error().kind(), Kind::kUsage);
  for (size_t size = 0; size + 2 < pem->key.size(); size += 7) {
    EXPECT_FALSE(Certificate::from_pem(pem->certificate, pem->key.substr(0, size)));
  }
}

}  // namespace
}  // namespace anc::webrtc
