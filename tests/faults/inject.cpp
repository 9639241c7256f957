// SPDX-License-Identifier: Apache-2.0
// Preloaded into the program (LD_PRELOAD, Linux with glibc): makes the n-th call of some kind fail, as on a
// machine whose disk is full or broken, or that has no memory left. The environment says which:
//
//   FAULT_KIND     write: calls that change files; read: calls that look at them; memory: allocations
//   FAULT_AT       n, counted from 1 over the calls of that kind from main() on; 0: none fails
//   FAULT_LASTS    1: every later call fails as well
//   FAULT_ERROR    errno of the failure; 0: a write is cut short once, and the disk is full from then on if
//                  it lasts
//   FAULT_UNDER    only files in this folder (an absolute path)
//   FAULT_COUNTER  file of two 64-bit numbers: calls so far, and how many of them failed; whoever started the
//                  program reads them, however it ended
//
// Nothing here may allocate: the allocations of the program come through here. Those of lrslib itself are
// left out: some of them it does not look at, and nothing can be made of that here.
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {

enum class Kind { kNone, kWrite, kRead, kMemory };

struct Counter {
    std::atomic<std::uint64_t> calls;
    std::atomic<std::uint64_t> failed;
};

// Set once, before main().
struct Plan {
    Kind kind = Kind::kNone;
    std::uint64_t at = 0;
    bool lasts = false;
    int error = 0;
    const char* under = "/";
    std::size_t under_size = 0;  // without the slash at its end
    Counter* counter = nullptr;
    std::uintptr_t lrslib = 0;  // where it is loaded
    std::uintptr_t lrslib_end = 0;
};

Plan plan;
std::atomic<bool> in_main{false};

/// The function of the C library that one of ours stands before.
template <class Function>
Function* original(Function*, const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

/// Counts a call; whether it is to fail. The first that does, does so with `first`.
bool fails(bool* first = nullptr) {
    const std::uint64_t number = ++plan.counter->calls;
    const bool fails = plan.at != 0 && (number == plan.at || (plan.lasts && number > plan.at));
    if (fails) ++plan.counter->failed;
    if (first != nullptr) *first = number == plan.at;
    return fails;
}

bool is_wanted(Kind kind) {
    return plan.kind == kind && in_main.load(std::memory_order_relaxed);
}

bool is_ours(const char* path) {
    return std::strncmp(path, plan.under, plan.under_size) == 0 &&
           (path[plan.under_size] == '/' || path[plan.under_size] == '\0');
}

bool is_ours(int descriptor) {
    char link[32];
    char path[PATH_MAX];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const int before = errno;
    const ssize_t size = ::readlink(link, path, sizeof path - 1);
    errno = before;
    if (size <= 0) return false;
    path[size] = '\0';
    return is_ours(path);
}

/// Whether a call about a file, by its name or descriptor, is to fail; errno is then set.
template <class File>
bool refused(Kind kind, File file) {
    if (!is_wanted(kind) || !is_ours(file) || !fails()) return false;
    errno = plan.error != 0 ? plan.error : ENOSPC;
    return true;
}

bool opens_to_write(int flags) {
    return (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0;
}

/// How many bytes of a write get through; negative: it fails.
ssize_t let_through(int descriptor, std::size_t size) {
    const auto whole = static_cast<ssize_t>(size);
    bool first = false;
    if (!is_wanted(Kind::kWrite) || !is_ours(descriptor) || !fails(&first)) return whole;
    if (plan.error == 0 && first && size > 1) return whole / 2;
    errno = plan.error != 0 ? plan.error : ENOSPC;
    return -1;
}

/// `caller`: where the allocation is asked for.
bool no_memory(const void* caller) {
    const auto place = reinterpret_cast<std::uintptr_t>(caller);
    if (!is_wanted(Kind::kMemory) || (place >= plan.lrslib && place < plan.lrslib_end) || !fails())
        return false;
    errno = ENOMEM;
    return true;
}

int look_for_lrslib(dl_phdr_info* object, std::size_t /*size*/, void* /*nothing*/) {
    if (std::strstr(object->dlpi_name, "/liblrs") == nullptr) return 0;
    plan.lrslib = object->dlpi_addr;
    for (int k = 0; k < object->dlpi_phnum; ++k) {
        const auto end = object->dlpi_addr + object->dlpi_phdr[k].p_vaddr + object->dlpi_phdr[k].p_memsz;
        if (object->dlpi_phdr[k].p_type == PT_LOAD && end > plan.lrslib_end) plan.lrslib_end = end;
    }
    return 1;
}

const char* setting(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

[[gnu::constructor]] void read_plan() {
    const int file = ::open(setting("FAULT_COUNTER"), O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    void* shared = ::mmap(nullptr, sizeof(Counter), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (shared == MAP_FAILED) return;
    plan.counter = static_cast<Counter*>(shared);
    plan.at = std::strtoull(setting("FAULT_AT"), nullptr, 10);
    plan.lasts = std::strcmp(setting("FAULT_LASTS"), "1") == 0;
    plan.error = std::atoi(setting("FAULT_ERROR"));
    plan.under = setting("FAULT_UNDER");
    plan.under_size = std::strlen(plan.under);
    ::dl_iterate_phdr(look_for_lrslib, nullptr);
    const char* kind = setting("FAULT_KIND");
    if (std::strcmp(kind, "write") == 0) plan.kind = Kind::kWrite;
    if (std::strcmp(kind, "read") == 0) plan.kind = Kind::kRead;
    if (std::strcmp(kind, "memory") == 0) plan.kind = Kind::kMemory;
}

using Main = int (*)(int, char**, char**);
Main real_main = nullptr;

int counted_main(int argc, char** argv, char** environment) {
    in_main = true;
    return real_main(argc, argv, environment);
}

}  // namespace

// A call that passes its arguments on unless it is to fail.
#define FAULT_CALL(kind, name, parameters, arguments, file)    \
    int name parameters noexcept(noexcept(::name arguments)) { \
        static auto* const real = original(::name, #name);     \
        return refused(kind, file) ? -1 : real arguments;      \
    }

#define FAULT_OPEN(name)                                                                  \
    int name(const char* path, int flags, ...) {                                          \
        static auto* const real = original(::name, #name);                                \
        std::va_list rest;                                                                \
        va_start(rest, flags);                                                            \
        const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;            \
        va_end(rest);                                                                     \
        if (refused(opens_to_write(flags) ? Kind::kWrite : Kind::kRead, path)) return -1; \
        return real(path, flags, mode);                                                   \
    }

#define FAULT_PWRITE(name, Offset)                                                             \
    ssize_t name(int file, const void* bytes, std::size_t size, Offset place) {                \
        static auto* const real = original(::name, #name);                                     \
        const ssize_t through = let_through(file, size);                                       \
        return through < 0 ? -1 : real(file, bytes, static_cast<std::size_t>(through), place); \
    }

#define FAULT_PREAD(name, Offset)                                                \
    ssize_t name(int file, void* bytes, std::size_t size, Offset place) {        \
        static auto* const real = original(::name, #name);                       \
        return refused(Kind::kRead, file) ? -1 : real(file, bytes, size, place); \
    }

extern "C" {

int __libc_start_main(Main program, int argc, char** argv, void (*init)(), void (*fini)(),
                      void (*end_loader)(), void* stack_end) {
    real_main = program;
    return original(__libc_start_main, "__libc_start_main")(counted_main, argc, argv, init, fini, end_loader,
                                                            stack_end);
}

FAULT_OPEN(open)
FAULT_OPEN(open64)

ssize_t write(int file, const void* bytes, std::size_t size) {
    static auto* const real = original(::write, "write");
    const ssize_t through = let_through(file, size);
    return through < 0 ? -1 : real(file, bytes, static_cast<std::size_t>(through));
}

ssize_t read(int file, void* bytes, std::size_t size) {
    static auto* const real = original(::read, "read");
    return refused(Kind::kRead, file) ? -1 : real(file, bytes, size);
}

FAULT_PWRITE(pwrite, off_t)
FAULT_PWRITE(pwrite64, off64_t)
FAULT_PREAD(pread, off_t)
FAULT_PREAD(pread64, off64_t)

FAULT_CALL(Kind::kWrite, fsync, (int file), (file), file)
FAULT_CALL(Kind::kWrite, fdatasync, (int file), (file), file)
FAULT_CALL(Kind::kWrite, ftruncate, (int file, off_t size), (file, size), file)
FAULT_CALL(Kind::kWrite, ftruncate64, (int file, off64_t size), (file, size), file)
FAULT_CALL(Kind::kWrite, flock, (int file, int how), (file, how), file)
FAULT_CALL(Kind::kWrite, rename, (const char* old, const char* path), (old, path), path)
FAULT_CALL(Kind::kWrite, mkdir, (const char* path, mode_t mode), (path, mode), path)
FAULT_CALL(Kind::kWrite, unlink, (const char* path), (path), path)
FAULT_CALL(Kind::kWrite, remove, (const char* path), (path), path)
FAULT_CALL(Kind::kRead, stat, (const char* path, struct stat* status), (path, status), path)
FAULT_CALL(Kind::kRead, stat64, (const char* path, struct stat64* status), (path, status), path)
FAULT_CALL(Kind::kRead, fstat, (int file, struct stat* status), (file, status), file)
FAULT_CALL(Kind::kRead, fstat64, (int file, struct stat64* status), (file, status), file)

int close(int file) {
    static auto* const real = original(::close, "close");
    const bool fails = refused(Kind::kWrite, file);
    const int reason = errno;
    const int done = real(file);  // which frees the descriptor, whatever it says
    if (fails) errno = reason;
    return fails ? -1 : done;
}

void* malloc(std::size_t size) noexcept {
    return no_memory(__builtin_return_address(0)) ? nullptr : __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) noexcept {
    return no_memory(__builtin_return_address(0)) ? nullptr : __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size) noexcept {
    return no_memory(__builtin_return_address(0)) ? nullptr : __libc_realloc(old, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    return no_memory(__builtin_return_address(0)) ? nullptr : __libc_memalign(alignment, size);
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
    *memory = no_memory(__builtin_return_address(0)) ? nullptr : __libc_memalign(alignment, size);
    return *memory == nullptr ? ENOMEM : 0;
}

}  // extern "C"
