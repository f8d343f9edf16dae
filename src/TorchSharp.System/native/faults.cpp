// Throws one exception of each kind on request, so that tests can prove that none leaves the door.

#include "handles.h"

#include <new>
#include <stdexcept>

DOOR void fault_throw(int32_t kind, char** error) {
    guarded(error, [&] {
        switch (kind) {
        case 0:
            TORCH_CHECK(false, "a c10::Error");
            break;
        case 1:
            throw std::runtime_error("a std::runtime_error");
        case 2:
            throw std::bad_alloc();
        case 3:
            throw 42;
        default:
            break;
        }
    });
}
