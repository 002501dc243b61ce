// Links, addresses and routes of the machine, by rtnetlink.
#include <linux/if_link.h>
#include <map>
#include <net/if.h>

#include "internal/step/netlink.h"
#include "internal/step/real_host.h"

namespace anc::step {
namespace {
/// What follows the fixed part of a message; its attributes.
template <class Fixed>
std::pair<Fixed, Attributes> split_message(core::Bytes payload) {
  core::ByteReader reader(payload);
  const auto fixed = reader.get<Fixed>();
  return {fixed, Attributes(payload.subspan(reader.offset()))};
}

/// By index. Asked for in one dump: a name that cannot be had would pass for one of others.
Result<std::map<int, std::string>> link_names(const RealHost& host) {
  std::map<int, std::string> names;
  for (Link& link : TRY(host.links())) names[link.index] = std::move(link.name);
  return names;
}

Result<int> index_of(const std::string& name) {
  const unsigned index = ::if_nametoindex(name.c_str());
  if (index == 0) return fail_errno(errno, "interface " + name, Kind::kNetwork);
  return static_cast<int>(index);
}

Result<void> change_address(uint16_t type, uint16_t flags, const Ipv4& value) {
  ifaddrmsg fixed{};
  fixed.ifa_family = AF_INET;
  fixed.ifa_prefixlen = static_cast<uint8_t>(value.prefix);
  fixed.ifa_index = static_cast<uint32_t>(TRY(index_of(value.link)));
  NetlinkMessage message(type, static_cast<uint16_t>(NLM_F_ACK | flags), fixed);
  message.attribute_u32be(IFA_LOCAL, value.address);
  message.attribute_u32be(IFA_ADDRESS, value.address);
  return TRY(Netlink::open()).request(std::move(message));
}
}  // namespace

Result<std::vector<Link>> RealHost::links() const {
  std::vector<Link> links;
  ifinfomsg fixed{};
  Netlink netlink = TRY(Netlink::open());
  TRY(netlink.dump(NetlinkMessage(RTM_GETLINK, NLM_F_DUMP, fixed),
                   [&](core::Bytes payload) {
                     const auto [info, attributes] = split_message<ifinfomsg>(payload);
                     const Attributes kind(attributes.get(IFLA_LINKINFO));
                     links.push_back(Link{
                         .index = info.ifi_index,
                         .name = std::string(attributes.text(IFLA_IFNAME)),
                         .kind = std::string(kind.text(IFLA_INFO_KIND)),
                         .up = (info.ifi_flags & IFF_UP) != 0,
                         .master = static_cast<int>(attributes.u32(IFLA_MASTER)),
                     });
                   }),
      "list interfaces");
  return links;
}

Result<std::vector<Ipv4>> RealHost::addresses() const {
  std::vector<Ipv4> addresses;
  auto names = TRY(link_names(*this));
  ifaddrmsg fixed{};
  fixed.ifa_family = AF_INET;
  Netlink netlink = TRY(Netlink::open());
  TRY(netlink.dump(NetlinkMessage(RTM_GETADDR, NLM_F_DUMP, fixed),
                   [&](core::Bytes payload) {
                     const auto [info, attributes] = split_message<ifaddrmsg>(payload);
                     addresses.push_back(Ipv4{.address = attributes.u32be(IFA_LOCAL),
                                              .prefix = info.ifa_prefixlen,
                                              .link = names[static_cast<int>(info.ifa_index)]});
                   }),
      "list addresses");
  return addresses;
}

Result<std::vector<Ipv4>> RealHost::routes() const {
  std::vector<Ipv4> routes;
  auto names = TRY(link_names(*this));
  rtmsg fixed{};
  fixed.rtm_family = AF_INET;
  Netlink netlink = TRY(Netlink::open());
  TRY(netlink.dump(NetlinkMessage(RTM_GETROUTE, NLM_F_DUMP, fixed),
                   [&](core::Bytes payload) {
                     const auto [info, attributes] = split_message<rtmsg>(payload);
                     if (info.rtm_type == RTN_LOCAL || info.rtm_type == RTN_BROADCAST) return;
                     routes.push_back(
                         Ipv4{.address = attributes.u32be(RTA_DST),
                              .prefix = info.rtm_dst_len,
                              .link = names[static_cast<int>(attributes.u32(RTA_OIF))]});
                   }),
      "list routes");
  return routes;
}

Result<void> RealHost::add_bridge(const std::string& name, const HardwareAddress& address) {
  NetlinkMessage message(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
  message.attribute(IFLA_IFNAME, name);
  message.attribute(IFLA_ADDRESS, std::as_bytes(std::span(address)));
  const size_t nest = message.begin_nest(IFLA_LINKINFO);
  message.attribute(IFLA_INFO_KIND, "bridge");
  message.end_nest(nest);
  Netlink netlink = TRY(Netlink::open());
  TRY(netlink.request(std::move(message)), "add bridge " + name);
  return {};
}

Result<void> RealHost::remove_link(const std::string& name) {
  ifinfomsg fixed{};
  fixed.ifi_index = TRY(index_of(name));
  Netlink netlink = TRY(Netlink::open());
  TRY(netlink.request(NetlinkMessage(RTM_DELLINK, NLM_F_ACK, fixed)), "remove interface " + name);
  return {};
}

Result<void> RealHost::set_link_up(const std::string& name, bool up) {
  ifinfomsg fixed{};
  fixed.ifi_index = TRY(index_of(name));
  fixed.ifi_change = IFF_UP;
  fixed.ifi_flags = up ? IFF_UP : 0;
  Netlink netlink = TRY(Netlink::open());
  TRY(netlink.request(NetlinkMessage(RTM_NEWLINK, NLM_F_ACK, fixed)),
      "set interface " + name + (up ? " up" : " down"));
  return {};
}

Result<void> RealHost::add_address(const Ipv4& address) {
  TRY(change_address(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, address),
      "add address " + address_text(address) + " to " + address.link);
  return {};
}

Result<void> RealHost::remove_address(const Ipv4& address) {
  TRY(change_address(RTM_DELADDR, 0, address),
      "remove address " + address_text(address) + " from " + address.link);
  return {};
}

}  // namespace anc::step
