// ancloud image list: the images of the data path, and which instances have one mounted.
#include <map>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/text.h"
#include "internal/image/image_mount.h"

namespace anc::cmd {
namespace {

struct Args {};

void declare(Flags&, Args&) {}

/// Instances by the image that is mounted for them.
Result<std::map<std::string, std::vector<std::string>>> users_of_images(const std::string& data) {
  std::map<std::string, std::vector<std::string>> users;
  for (const std::string& name : TRY(state::Instance::list(data))) {
    const auto instance = TRY(state::Instance::open(data, name));
    const auto status = TRY(image::image_status(instance));
    if (!status.image.empty()) users[status.image].push_back(name);
  }
  return users;
}

core::Json row_of(const image::ListedImage& listed, const std::vector<std::string>& mounted_for) {
  const bool good = listed.problem.empty();
  return {{"path", listed.info.path},
          {"size", listed.info.size},
          {"compression", good ? listed.info.compression : ""},
          {"family", good ? image::family_name(listed.info.family) : ""},
          {"abi", listed.info.abi},
          {"mounted_for", core::join(mounted_for, ",")},
          {"problem", listed.problem}};
}

Result<int> run(Env& env, const Args&) {
  const std::string& data = env.config.data_path();
  auto images = TRY(image::list_images(data));
  auto users = TRY(users_of_images(data));
  core::Json rows = core::Json::array();
  for (const auto& listed : images) {
    rows.push_back(row_of(listed, users[listed.info.path]));
    users.erase(listed.info.path);
  }
  // An image may be mounted from anywhere.
  for (const auto& [path, instances] : users) {
    image::ListedImage elsewhere;
    if (auto info = image::image_info(path)) {
      elsewhere.info = *std::move(info);
    } else {
      elsewhere.info.path = path;
      elsewhere.problem = info.error().message();
    }
    rows.push_back(row_of(elsewhere, instances));
  }
  env.out.print("ancloud.image_list.v1", rows);
  return 0;
}

}  // namespace

Verb image_list() {
  return Verb::make("image list", "list the images of the data path and where they are mounted",
                    declare, run);
}

}  // namespace anc::cmd
