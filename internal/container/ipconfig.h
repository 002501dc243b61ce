// Android's static network configuration, the file its Ethernet service reads at boot.
#pragma once

#include <string>
#include <vector>

#include "internal/container/lxc_config.h"
#include "internal/core/fd.h"

namespace anc::container {

/// Bytes of ipconfig.txt: version 2, big endian, Java's DataOutput strings, one "dns" key per
/// server (Android's reader wants the key before each). Source: AOSP IpConfigStore.
std::string ipconfig_bytes(const Link& link, const std::vector<std::string>& dns_servers);

/// Writes misc/ethernet/ipconfig.txt below the guest's /data, whose root is `uid`:`gid` on the
/// host; missing directories are made for it. The guest owns this tree: symbolic links in it are
/// an error, never followed.
Result<void> write_ipconfig(const std::string& data_dir, const std::string& bytes, uid_t uid,
                            gid_t gid);

}  // namespace anc::container
