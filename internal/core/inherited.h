// Descriptors that a parent hands to this program, by number on its command line.
#pragma once

#include <string>

#include "internal/core/fd.h"

namespace anc::core {

/// Owns it from now on, closed on exec. An error where no such descriptor was handed over.
Result<Fd> inherited(const std::string& number);

}  // namespace anc::core
