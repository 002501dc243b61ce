// Who a connection is for, where something else than HTTP shares the port.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "internal/http/connection.h"

namespace anc::http {

/// Gets a connection back with the byte that it begins with, which stays to be read.
using Sorted = std::function<void(tcp::socket, std::byte first, std::unique_ptr<Slot>)>;

/// Calls `sorted` when the first byte has come; never where the client leaves or is silent for
/// `patience`. Takes over the connection, which counts meanwhile.
void sort_by_first_byte(tcp::socket socket, std::chrono::milliseconds patience,
                        std::unique_ptr<Slot> slot, Sorted sorted);

}  // namespace anc::http
