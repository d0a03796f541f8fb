#pragma once
/// \file
/// Converts numbers held as bit planes (one vector per bit) to and from one number per walker.

#include "fluxwalk/random.hpp"
#include "kernels/walkers/vector.hpp"

namespace fluxwalk::FLUXWALK_TARGET {

/// values[k] = Σ_i 2^i (bit k of planes[i]) over the num_planes <= 8 planes.
inline void unpack_bytes(const Bits* planes, int num_planes, std::uint8_t* values) {
  for (int w = 0; w < 8; ++w) {
    std::uint8_t* out = values + 64 * w;
#if defined(__AVX512BW__)
    __m512i sum = _mm512_setzero_si512();
    for (int i = 0; i < num_planes; ++i) {
      sum = _mm512_mask_add_epi8(sum, word(planes[i], w), sum, _mm512_set1_epi8(static_cast<char>(1 << i)));
    }
    _mm512_store_si512(out, sum);
#else
    std::uint64_t row[8] = {};
    for (int i = 0; i < num_planes; ++i) row[i] = word(planes[i], w);
    for (int j = 0; j < 8; ++j) {  // byte j of the planes is an 8 by 8 matrix of bits, to be transposed
      std::uint64_t m = 0;
      for (int i = 0; i < 8; ++i) m |= ((row[i] >> (8 * j)) & 0xff) << (8 * i);
      std::uint64_t flip = (m ^ (m >> 7)) & 0x00aa00aa00aa00aau;
      m ^= flip ^ (flip << 7);
      flip = (m ^ (m >> 14)) & 0x0000cccc0000ccccu;
      m ^= flip ^ (flip << 14);
      flip = (m ^ (m >> 28)) & 0x00000000f0f0f0f0u;
      m ^= flip ^ (flip << 28);
      __builtin_memcpy(out + 8 * j, &m, 8);
    }
#endif
  }
}

/// The same over num_bits <= 32 planes.
inline void unpack(const Bits* planes, int num_bits, std::int32_t* values) {
  alignas(64) std::uint8_t bytes[4][block_size];
  const int num_bytes = (num_bits + 7) / 8;
  for (int byte = 0; byte < num_bytes; ++byte) {
    const int num_left = num_bits - 8 * byte;
    unpack_bytes(planes + 8 * byte, num_left < 8 ? num_left : 8, bytes[byte]);
  }
  switch (num_bytes) {
    case 0:
      for (int k = 0; k < block_size; ++k) values[k] = 0;
      break;
    case 1:
      for (int k = 0; k < block_size; ++k) values[k] = bytes[0][k];
      break;
    case 2:
      for (int k = 0; k < block_size; ++k) values[k] = bytes[0][k] | (bytes[1][k] << 8);
      break;
    default:
      for (int byte = num_bytes; byte < 4; ++byte) {
        for (int k = 0; k < block_size; ++k) bytes[byte][k] = 0;
      }
      for (int k = 0; k < block_size; ++k) {
        const std::uint32_t upper = static_cast<std::uint32_t>(bytes[2][k] | (bytes[3][k] << 8));
        values[k] = static_cast<std::int32_t>(static_cast<std::uint32_t>(bytes[0][k] | (bytes[1][k] << 8)) |
                                              (upper << 16));
      }
  }
}

/// The inverse.
inline void pack(const std::int32_t* values, int num_bits, Bits* planes) {
  for (int i = 0; i < num_bits; ++i) {
    for (int w = 0; w < 8; ++w) {
      std::uint64_t bits = 0;
#if defined(__AVX512F__)
      for (int j = 0; j < 64; j += 16) {
        const __m512i sixteen = _mm512_load_si512(values + 64 * w + j);
        bits |= std::uint64_t{_mm512_test_epi32_mask(sixteen, _mm512_set1_epi32(static_cast<int>(1u << i)))}
                << j;
      }
#elif defined(__AVX2__)
      for (int j = 0; j < 64; j += 8) {
        const __m256i eight = _mm256_load_si256(reinterpret_cast<const __m256i*>(values + 64 * w + j));
        const int signs = _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_slli_epi32(eight, 31 - i)));
        bits |= static_cast<std::uint64_t>(signs) << j;
      }
#else
      for (int j = 0; j < 64; ++j) {
        bits |= static_cast<std::uint64_t>((static_cast<std::uint32_t>(values[64 * w + j]) >> i) & 1u) << j;
      }
#endif
      planes[i].part[w / (native_bytes / 8)][w % (native_bytes / 8)] = bits;
    }
  }
}

}  // namespace fluxwalk::FLUXWALK_TARGET
