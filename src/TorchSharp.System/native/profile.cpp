// Where the time goes: calls and own time of every operator between profile_start and profile_stop.

#include "handles.h"

#include <ATen/ops/add.h>
#include <ATen/record_function.h>
#include <chrono>
#include <map>
#include <mutex>

namespace {

using Clock = std::chrono::steady_clock;

struct Row {
    int64_t calls = 0;
    Clock::duration own{};
};

std::mutex rows_lock;
std::map<std::string, Row> rows;
thread_local std::vector<Clock::duration> time_of_callees;

struct Span : at::ObserverContext {
    std::string name;
    Clock::time_point entered, started;
};

// Inputs can be read on entry only. What the naming takes is counted to nobody.
std::unique_ptr<at::ObserverContext> enter(const at::RecordFunction& function) {
    auto span = std::make_unique<Span>();
    span->entered = Clock::now();
    span->name = function.name();
    for (auto& input : function.inputs())
        if (input.isTensor() && input.toTensor().defined())
            span->name += "  " + c10::str(input.toTensor().sizes());
    time_of_callees.push_back({});
    span->started = Clock::now();
    return span;
}

void leave(const at::RecordFunction&, at::ObserverContext* context) {
    auto& span = *static_cast<Span*>(context);
    auto own = Clock::now() - span.started - time_of_callees.back();
    time_of_callees.pop_back();
    {
        std::lock_guard<std::mutex> lock(rows_lock);
        auto& row = rows[span.name];
        row.calls++;
        row.own += own;
    }
    if (!time_of_callees.empty())
        time_of_callees.back() += Clock::now() - span.entered;
}

} // namespace

DOOR uint64_t profile_start() {
    rows.clear();
    return at::addGlobalCallback(at::RecordFunctionCallback(enter, leave)
                                     .needsInputs(true)
                                     .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION}));
}

// One line for each operator and shape of its tensors: calls, own milliseconds, name; separated by tabs.
DOOR char* profile_stop(uint64_t handle) {
    at::removeCallback(handle);
    std::string text;
    for (auto& [name, row] : rows)
        text += c10::str(row.calls, "\t", std::chrono::duration<double, std::milli>(row.own).count(), "\t", name, "\n");
    return strdup(text.c_str());
}

// The measure for operator calls from C#: as many additions, called directly.
DOOR void profile_additions(void* left, void* right, int32_t count, char** error) {
    guarded(error, [&] {
        auto first = borrow(left), second = borrow(right);
        for (int32_t i = 0; i < count; i++)
            at::add(first, second);
    });
}
