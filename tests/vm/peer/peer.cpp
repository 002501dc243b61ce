// A service and its caller on AOSP's libbinder: peer serve DEVICE NAME TAG | peer call DEVICE NAME
// | peer list DEVICE.
#include <algorithm>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <vector>

#include <binder/IPCThreadState.h>
#include <binder/IServiceManager.h>
#include <binder/Parcel.h>
#include <binder/ProcessState.h>

using namespace android;

namespace {

constexpr int kCalls = 200;
const String16 kInterface("ancloud.test.IEcho");

/// Answers its code 1: the text it got, the number after the one it got, its tag, and who asked.
class Echo : public BBinder {
 public:
  explicit Echo(const char* tag) : tag_(tag) {}
  const String16& getInterfaceDescriptor() const override { return kInterface; }
  status_t onTransact(uint32_t code, const Parcel& in, Parcel* out, uint32_t flags) override {
    if (code != 1) return BBinder::onTransact(code, in, out, flags);
    if (!in.enforceInterface(kInterface)) return PERMISSION_DENIED;
    const String16 text = in.readString16();
    const int32_t number = in.readInt32();
    out->writeNoException();
    out->writeString16(text);
    out->writeInt32(number + 1);
    out->writeString16(tag_);
    out->writeInt32(static_cast<int32_t>(IPCThreadState::self()->getCallingUid()));
    return OK;
  }

 private:
  const String16 tag_;
};

double microseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

int serve(const char* name, const char* tag) {
  const status_t added = defaultServiceManager()->addService(String16(name), new Echo(tag));
  if (added != OK) {
    printf("addService: %d\n", added);
    return 1;
  }
  puts("serving");
  fflush(stdout);
  ProcessState::self()->startThreadPool();
  IPCThreadState::self()->joinThreadPool();
  return 0;
}

int list() {
  for (const String16& name :
       defaultServiceManager()->listServices(IServiceManager::DUMP_FLAG_PRIORITY_ALL)) {
    printf("service %s\n", String8(name).string());
  }
  return 0;
}

int call(const char* name) {
  const sp<IBinder> service = defaultServiceManager()->checkService(String16(name));
  if (service == nullptr) {
    puts("no such service");
    return 3;
  }
  const String16 text("häll©o");
  std::vector<double> took;
  for (int i = 0; i < kCalls; ++i) {
    Parcel in, out;
    in.writeInterfaceToken(kInterface);
    in.writeString16(text);
    in.writeInt32(i);
    const double begin = microseconds();
    const status_t status = service->transact(1, in, &out);
    took.push_back(microseconds() - begin);
    if (status != OK || out.readExceptionCode() != 0 || out.readString16() != text ||
        out.readInt32() != i + 1) {
      printf("call %d: status %d or a wrong answer\n", i, status);
      return 1;
    }
    const String16 tag = out.readString16();
    const int32_t caller = out.readInt32();
    if (i == 0) printf("answered by %s to uid %d\n", String8(tag).string(), caller);
  }
  std::sort(took.begin(), took.end());
  printf("median of %d calls: %.0f us\n", kCalls, took[kCalls / 2]);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  ProcessState::initWithDriver(argv[2]);
  if (argc == 5 && strcmp(argv[1], "serve") == 0) return serve(argv[3], argv[4]);
  if (argc == 4 && strcmp(argv[1], "call") == 0) return call(argv[3]);
  if (argc == 3 && strcmp(argv[1], "list") == 0) return list();
  return 2;
}
