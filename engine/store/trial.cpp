#include "store/trial.hpp"

#include <fcntl.h>
#include <hdf5.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <functional>
#include <vector>

#include "files/hdf5.hpp"

namespace fluxwalk::store {

using namespace files;

namespace {

/// Signals that end a process after an error.
constexpr std::array crashes = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGXCPU};

/// At the hard limit the system kills with SIGKILL, as it does for lack of memory; SIGXCPU only comes at a
/// lower soft limit.
void limit_processor_time(unsigned seconds) {
  const rlimit cpu{seconds, rlim_t{seconds} + 1};
  ::setrlimit(RLIMIT_CPU, &cpu);
}

[[noreturn]] void read_and_exit(const std::function<void()>& read, unsigned most_seconds) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : crashes) {
    ::signal(signal, SIG_DFL);
    sigaddset(&signals, signal);
  }
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // a run blocks SIGXCPU, and this copy inherits that
  limit_processor_time(most_seconds);
  const rlimit core{0, 0};
  ::setrlimit(RLIMIT_CORE, &core);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, stream);
  try {
    read();
  } catch (...) {  // the call that counts throws it again
  }
  ::_exit(0);
}

/// Memory for the values of an attribute or a dataset, which HDF5 fills with addresses of texts.
class Values {
 public:
  Values(hid_t type, hid_t space) : type_(type), space_(space) {
    const hssize_t size = H5Sget_simple_extent_npoints(space);
    if (size > 0 && static_cast<double>(size) * static_cast<double>(H5Tget_size(type)) < 0x1p32)
      bytes_.resize(static_cast<std::size_t>(size) * H5Tget_size(type));
  }
  Values(const Values&) = delete;
  Values& operator=(const Values&) = delete;
  ~Values() {
    if (!bytes_.empty()) H5Dvlen_reclaim(type_, space_, H5P_DEFAULT, bytes_.data());
  }
  bool empty() const { return bytes_.empty(); }
  void* data() { return bytes_.data(); }

 private:
  hid_t type_, space_;
  std::vector<std::byte> bytes_;
};

herr_t read_attribute_of(hid_t object, const char* name, const H5A_info_t*, void*) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "");
  const Handle type(H5Aget_type(attribute), H5Tclose, ""), space(H5Aget_space(attribute), H5Sclose, "");
  Values values(type, space);
  if (!values.empty()) H5Aread(attribute, type, values.data());
  return 0;
}

void read_texts(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "");
  if (H5Tget_class(type) != H5T_STRING || !storage_fault(dataset).empty()) return;
  const Handle space(H5Dget_space(dataset), H5Sclose, "");
  Values values(type, space);
  if (!values.empty()) H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
}

/// An error in one object does not keep the others from being read.
herr_t read_object(hid_t file, const char* name) try {
  const Handle object(H5Oopen(file, name, H5P_DEFAULT), H5Oclose, "");
  const auto read = [](hid_t owner, const char* attribute, const H5A_info_t* info, void* nothing) -> herr_t {
    try {
      return read_attribute_of(owner, attribute, info, nothing);
    } catch (...) {
      return 0;
    }
  };
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, read, nullptr);
  if (H5Iget_type(object) == H5I_DATASET) read_texts(object);
  return 0;
} catch (...) {
  return 0;
}

}  // namespace

std::string trial(const std::function<void()>& read, unsigned most_seconds) {
  const pid_t copy = ::fork();
  if (copy < 0) return "";
  if (copy == 0) read_and_exit(read, most_seconds);
  int status = 0;
  while (::waitpid(copy, &status, 0) < 0) {
    if (errno != EINTR) return "";
  }
  if (!WIFSIGNALED(status)) return "";
  for (const int signal : crashes) {
    if (WTERMSIG(status) == signal) return ::strsignal(signal);
  }
  return "";
}

void read_all_texts(const std::string& path) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "");
  H5Pset_file_locking(access, false, true);
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose, "");
  const auto visit = [](hid_t root, const char* name, const auto*, void*) -> herr_t {
    return read_object(root, name);
  };
  H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_NATIVE, visit, nullptr, H5O_INFO_BASIC);
}

}  // namespace fluxwalk::store
