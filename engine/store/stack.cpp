#include "store/stack.hpp"

#include <algorithm>
#include <cstring>

#include "fluxwalk/error.hpp"
#include "store/fnv.hpp"

namespace fluxwalk::store {

namespace {

using Values = std::span<const std::int64_t>;

bool is_zero(Values values) {
  // A comparison with the previous place is the fastest test.
  return values[0] == 0 &&
         std::memcmp(values.data(), values.data() + 1, (values.size() - 1) * sizeof(std::int64_t)) == 0;
}

/// The values of successive chunks of a stack.
class Reader {
 public:
  explicit Reader(const Stack& stack) : stack_(stack), row_size_(stack.front().size()) {}

  /// Valid until the next call.
  Values values_of(const Chunk& chunk) {
    const std::size_t row = chunk.begin / row_size_, place = chunk.begin % row_size_;
    if (place + chunk.size <= row_size_) return stack_[row].subspan(place, chunk.size);
    gathered_.clear();  // a chunk of several rows holds them whole
    for (std::size_t i = row; gathered_.size() < chunk.size; ++i)
      gathered_.insert(gathered_.end(), stack_[i].begin(), stack_[i].end());
    return gathered_;
  }

 private:
  const Stack& stack_;
  std::size_t row_size_;
  std::vector<std::int64_t> gathered_;
};

}  // namespace

Handle write_stack(hid_t group, const std::string& name, const Shape& shape, const Stack& stack,
                   PackedStack& packed) {
  if (stack.size() != shape.front() || stack.size() * stack.front().size() != num_values(shape))
    throw InternalError("dataset " + name + " does not have the shape it says");
  Handle dataset = create_chunked(group, name, shape);
  Fnv hash = begin_hash(name, shape);
  Reader reader(stack);
  std::shared_ptr<const std::vector<std::byte>>
      zeros;  // of a chunk, whole or cut off by the end: the file fills it
  packed.chunks.clear();
  for (const Chunk& chunk : chunks_of(shape)) {
    const Values values = reader.values_of(chunk);
    hash.add(values);
    const bool holds_zeros = is_zero(values);
    if (holds_zeros && zeros) {
      write_packed_chunk(dataset, chunk, *zeros);
      packed.chunks.push_back(zeros);
      continue;
    }
    write_chunk(dataset, chunk, values);
    packed.chunks.push_back(std::make_shared<const std::vector<std::byte>>(packed_chunk(dataset, chunk)));
    if (holds_zeros) zeros = packed.chunks.back();
  }
  packed.hash = hash.value();
  return dataset;
}

Handle write_again(hid_t group, const std::string& name, const Shape& shape, const PackedStack& packed) {
  Handle dataset = create_chunked(group, name, shape);
  const std::vector<Chunk> chunks = chunks_of(shape);
  if (chunks.size() != packed.chunks.size())
    throw InternalError("dataset " + name + " does not have the shape it had");
  for (std::size_t i = 0; i < chunks.size(); ++i) write_packed_chunk(dataset, chunks[i], *packed.chunks[i]);
  return dataset;
}

}  // namespace fluxwalk::store
