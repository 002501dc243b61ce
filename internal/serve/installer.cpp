// Looking at a package, asking where the guest's adbd is, and handing it over.
#include "internal/serve/installer.h"

#include <utility>

#include "internal/adb/install.h"
#include "internal/apk/package.h"

namespace anc::serve {
namespace {
/// On the worker: reading and copying take their time.
Result<std::string> install_now(const http::Request& request, const adb::Target& target) {
  const auto file =
      TRY(apk::FileSource::open("/proc/self/fd/" + std::to_string(request.upload.get())));
  const std::string package = TRY(apk::inspect(file), "the upload").manifest.package;
  TRY(adb::install(target, request.upload, request.upload_size), "install " + package);
  return package;
}
}  // namespace

void Installer::install(Instance& instance, std::shared_ptr<const http::Request> request,
                        Done done) {
  if (!request->upload) return done(fail(Kind::kUsage, "the body is to be an Android package"));
  instance.ask({{"do", "adb"}}, {},
               [this, request = std::move(request), done = std::move(done)](Result<Answer> adb) {
                 if (!adb) return done(fail(adb.error()));
                 begin(request, adb->head, done);
               });
}

void Installer::begin(std::shared_ptr<const http::Request> request, const core::Json& adb,
                      Done done) {
  const auto port = core::json_field<uint16_t>(adb, "port");
  if (!port || *port == 0) {
    return done(
        fail(Error(Kind::kNotRunning, "the guest's adbd cannot be reached")
                 .hint("see adb.access in the settings, and whether the guest has booted")));
  }
  const adb::Target target{*port, core::json_field<std::string>(adb, "token").value_or("")};
  const bool taken = worker_.submit([this, request = std::move(request), target, done] {
    auto how = install_now(*request, target);
    loop_.post([how = std::move(how), done] { done(how); });
  });
  if (!taken) done(fail(Kind::kBusy, "too many packages are being installed already"));
}

}  // namespace anc::serve
