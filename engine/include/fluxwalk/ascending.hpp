#pragma once
/// \file
/// Strictly increasing whole numbers: times, edges of bins, planes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace fluxwalk {

/// Strictly increasing whole numbers: a list, or numbers at equal distances. Numbers at equal distances take
/// no memory, however many there are.
class Ascending {
 public:
  Ascending() = default;
  Ascending(std::initializer_list<std::int64_t> numbers) : listed_(numbers) {}
  Ascending(std::vector<std::int64_t> numbers) : listed_(std::move(numbers)) {}
  /// 0, step, 2 step, ... below the end, and the end. step >= 1, end >= 1.
  static Ascending every(std::int64_t step, std::int64_t end) {
    Ascending made;
    made.step_ = step;
    made.end_ = end;
    made.num_spaced_ = static_cast<std::size_t>((end - 1) / step + 2);
    return made;
  }

  /// These functions are compiled into their callers, so that kernels for several processors may share them.
  [[gnu::always_inline]] std::size_t size() const noexcept {
    return num_spaced_ > 0 ? num_spaced_ : listed_.size();
  }
  [[gnu::always_inline]] std::int64_t operator[](std::size_t index) const noexcept {
    if (num_spaced_ == 0) return listed_.data()[index];
    return index + 1 < num_spaced_ ? static_cast<std::int64_t>(index) * step_ : end_;
  }
  bool empty() const noexcept { return size() == 0; }
  std::int64_t front() const noexcept { return (*this)[0]; }
  std::int64_t back() const noexcept { return (*this)[size() - 1]; }

  /// Index of a number; nothing if it is not in the list.
  std::optional<std::size_t> index_of(std::int64_t number) const noexcept {
    const auto found = std::lower_bound(begin(), end(), number);
    return found != end() && *found == number ? std::optional(found.index()) : std::nullopt;
  }
  /// All numbers of the two lists.
  Ascending united_with(const Ascending& other) const;
  /// The numbers up to a largest one.
  Ascending up_to(std::int64_t largest) const;
  /// Adds a number larger than the last.
  void push_back(std::int64_t number);
  void clear() noexcept { *this = {}; }
  std::vector<std::int64_t> list() const { return {begin(), end()}; }

  class Iterator {
   public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = std::int64_t;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = std::int64_t;

    Iterator() = default;
    Iterator(const Ascending& numbers, std::size_t index) : numbers_(&numbers), index_(index) {}
    std::size_t index() const noexcept { return index_; }
    std::int64_t operator*() const noexcept { return (*numbers_)[index_]; }
    std::int64_t operator[](difference_type n) const noexcept { return *(*this + n); }
    Iterator& operator+=(difference_type n) noexcept {
      index_ = static_cast<std::size_t>(static_cast<difference_type>(index_) + n);
      return *this;
    }
    Iterator& operator-=(difference_type n) noexcept { return *this += -n; }
    Iterator& operator++() noexcept { return *this += 1; }
    Iterator& operator--() noexcept { return *this -= 1; }
    Iterator operator++(int) noexcept { return std::exchange(*this, *this + 1); }
    Iterator operator--(int) noexcept { return std::exchange(*this, *this - 1); }
    friend Iterator operator+(Iterator it, difference_type n) noexcept { return it += n; }
    friend Iterator operator+(difference_type n, Iterator it) noexcept { return it += n; }
    friend Iterator operator-(Iterator it, difference_type n) noexcept { return it -= n; }
    friend difference_type operator-(const Iterator& a, const Iterator& b) noexcept {
      return static_cast<difference_type>(a.index_) - static_cast<difference_type>(b.index_);
    }
    friend bool operator==(const Iterator& a, const Iterator& b) noexcept { return a.index_ == b.index_; }
    friend auto operator<=>(const Iterator& a, const Iterator& b) noexcept { return a.index_ <=> b.index_; }

   private:
    const Ascending* numbers_ = nullptr;
    std::size_t index_ = 0;
  };
  Iterator begin() const noexcept { return {*this, 0}; }
  Iterator end() const noexcept { return {*this, size()}; }

  /// The same numbers, whether listed or evenly spaced.
  bool operator==(const Ascending& other) const noexcept {
    return std::equal(begin(), end(), other.begin(), other.end());
  }

 private:
  std::vector<std::int64_t> listed_;
  std::size_t num_spaced_ = 0;  // 0: the numbers are listed
  std::int64_t step_ = 0, end_ = 0;
};

}  // namespace fluxwalk
