// stub
#include "cmd/ancloud-guest/applets.h"
namespace anc::guest {
Result<int> scene_main(Args) { return fail(Kind::kFailure, "not yet"); }
}
