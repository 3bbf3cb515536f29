#include "base/mapping_guard.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <mutex>

namespace gantry {
namespace {

// Read by the signal handler, so nothing here is ever freed or locked there.
struct Slot {
    std::atomic<uintptr_t> begin{0}, end{0};
    std::atomic<bool> used{false}, failed{false};
};

std::array<Slot, MappingGuard::k_guards_max> slots;
std::atomic<size_t> slots_used{0};  // the highest one that was ever taken, plus one
uintptr_t page_size = 0;

void on_bus_error(int, siginfo_t* info, void*) {
    uintptr_t at = uintptr_t(info->si_addr);
    size_t count = slots_used.load();
    for (size_t i = 0; i < count; ++i) {
        Slot& slot = slots[i];
        if (at < slot.begin.load() || at >= slot.end.load()) continue;
        void* page = reinterpret_cast<void*>(at / page_size * page_size);
        void* zeros =
            mmap(page, page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (zeros == MAP_FAILED) break;
        slot.failed.store(true);
        return;
    }
    signal(SIGBUS, SIG_DFL);  // not ours: the same fault comes again and ends the program
}

void install_handler() {
    page_size = uintptr_t(sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGBUS, &action, nullptr);
}

}  // namespace

MappingGuard::MappingGuard(const uint8_t* data, uint64_t size) {
    static std::once_flag installed;
    std::call_once(installed, install_handler);
    if (size == 0) return;
    for (size_t i = 0; i < slots.size(); ++i) {
        bool free = false;
        if (slots[i].used || !slots[i].used.compare_exchange_strong(free, true)) continue;
        slot_ = i;
        break;
    }
    if (slot_ == k_guards_max) return;
    Slot& slot = slots[slot_];
    slot.failed.store(false);
    uintptr_t begin = uintptr_t(data);
    slot.begin.store(begin);
    slot.end.store(begin + (size + page_size - 1) / page_size * page_size);
    size_t seen = slots_used.load();
    while (seen <= slot_ && !slots_used.compare_exchange_weak(seen, slot_ + 1)) {
    }
}

MappingGuard::~MappingGuard() {
    if (slot_ == k_guards_max) return;
    Slot& slot = slots[slot_];
    slot.end.store(0);
    slot.begin.store(0);
    slot.used.store(false);
}

bool MappingGuard::failed() const {
    return slot_ != k_guards_max && slots[slot_].failed.load();
}

}  // namespace gantry
