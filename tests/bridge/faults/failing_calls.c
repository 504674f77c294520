/* Loaded before the C library: one chosen call on a file below a folder fails, as on a broken or full disk.
 *
 * Counted are calls that change something or tell whether it is on the disk, in every thread, whoever makes
 * them: Python, Parquet's writer. A failing close closes, as Linux does. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ONCE, FROM_THEN_ON, KILL };
enum { FILES = 4096 };

static char folder[PATH_MAX];
static size_t folder_length;
static long chosen, seen;
static int number, way, book = -1;
static char watched[FILES];

/* Begin to count calls below `prefix`; the `call`-th fails with `error`, or ends the process. */
void failing_arm(const char *prefix, long call, int error, int how, int listing)
{
    snprintf(folder, sizeof folder, "%s/", prefix);
    folder_length = strlen(folder);
    chosen = call, number = error, way = how, book = listing, seen = 0;
}

static int below(const char *path) { return folder_length && !strncmp(path, folder, folder_length); }

static int below_at(int dir, const char *path)
{
    return below(path) || (path[0] != '/' && dir >= 0 && dir < FILES && watched[dir]);
}

static int is_watched(int file) { return file >= 0 && file < FILES && watched[file]; }

/* Count a call; whether it is the one. */
static int fails(const char *call, const char *path)
{
    long now = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
    if (book >= 0) {
        char line[PATH_MAX + 64];
        int length = snprintf(line, sizeof line, "%s %s\n", call, path);
        if (syscall(SYS_write, book, line, length) < 0) abort();
    }
    if (now != chosen && !(way == FROM_THEN_ON && chosen && now > chosen)) return 0;
    if (way == KILL) syscall(SYS_exit_group, 137);
    errno = number;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define PER_FILE(name, ...) \
    do { \
        static __typeof__(&name) real; \
        if (!real) real = REAL(name); \
        if (is_watched(file) && fails(#name, "")) return -1; \
        return real(__VA_ARGS__); \
    } while (0)

static int opened(int file, int yes)
{
    if (file >= 0 && file < FILES) watched[file] = (char)yes;
    return file;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        static int (*real)(const char *, int, ...); \
        if (!real) real = dlsym(RTLD_NEXT, #name); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        int yes = below(path); \
        if (yes && (flags & O_ACCMODE) != O_RDONLY && fails("open", path)) return -1; \
        return opened(real(path, flags, mode), yes); \
    }
OPEN(open)
OPEN(open64)

int openat(int dir, const char *path, int flags, ...)
{
    static int (*real)(int, const char *, int, ...);
    if (!real) real = dlsym(RTLD_NEXT, "openat");
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    int yes = below_at(dir, path);
    if (yes && (flags & O_ACCMODE) != O_RDONLY && fails("open", path)) return -1;
    return opened(real(dir, path, flags, mode), yes);
}
int openat64(int dir, const char *path, int flags, ...) __attribute__((alias("openat")));

/* A full disk takes what still fits. */
ssize_t write(int file, const void *data, size_t size)
{
    if (is_watched(file) && fails("write", "")) {
        if (number == ENOSPC && size > 1 && way == FROM_THEN_ON && seen == chosen)
            return syscall(SYS_write, file, data, size / 2);
        return -1;
    }
    return syscall(SYS_write, file, data, size);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) { PER_FILE(pwrite, file, data, size, at); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) { PER_FILE(pwrite64, file, data, size, at); }
ssize_t writev(int file, const struct iovec *data, int count) { PER_FILE(writev, file, data, count); }
/* No power is cut here, so that nothing need reach the disk. */
int fsync(int file) { return is_watched(file) && fails("fsync", "") ? -1 : 0; }
int fdatasync(int file) { return fsync(file); }
int ftruncate(int file, off_t size) { PER_FILE(ftruncate, file, size); }
int ftruncate64(int file, off64_t size) { PER_FILE(ftruncate64, file, size); }
ssize_t read(int file, void *data, size_t size)
{
    if (is_watched(file) && fails("read", "")) return -1;
    return syscall(SYS_read, file, data, size);
}

int close(int file)
{
    int yes = is_watched(file);
    opened(file, 0);
    int result = (int)syscall(SYS_close, file);
    return yes && fails("close", "") ? -1 : result;
}

int rename(const char *from, const char *to)
{
    if (below(to) && fails("rename", to)) return -1;
    return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}
int unlink(const char *path)
{
    if (below(path) && fails("unlink", path)) return -1;
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
int unlinkat(int dir, const char *path, int flags)
{
    if (below_at(dir, path) && fails("unlink", path)) return -1;
    return (int)syscall(SYS_unlinkat, dir, path, flags);
}
int rmdir(const char *path)
{
    if (below(path) && fails("rmdir", path)) return -1;
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}
int mkdir(const char *path, mode_t mode)
{
    if (below(path) && fails("mkdir", path)) return -1;
    return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}
