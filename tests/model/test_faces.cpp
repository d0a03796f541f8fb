#include <doctest/doctest.h>

#include "fluxwalk/lattice_walk.hpp"

using namespace fluxwalk;

TEST_CASE("each kind of face does one thing to a walker") {
  struct Row {
    FaceKind kind;
    bool wraps, folds, blocks, lets_out, is_drawn, is_sink, lets_in;
    double exit_probability;
  };
  for (const Row& row : {Row{FaceKind::periodic, true, false, false, false, false, false, false, 0},
                         Row{FaceKind::reflecting, false, false, true, false, false, false, false, 0},
                         Row{FaceKind::mirror, false, true, false, false, false, false, false, 0},
                         Row{FaceKind::absorbing, false, false, false, true, false, true, false, 1},
                         Row{FaceKind::partial, false, false, false, true, true, false, false, 0.3},
                         Row{FaceKind::reservoir, false, false, false, true, false, false, true, 1}}) {
    const Face face{row.kind, 0.3};
    CAPTURE(to_string(row.kind));
    CHECK(face.wraps() == row.wraps);
    CHECK(face.folds() == row.folds);
    CHECK(face.blocks() == row.blocks);
    CHECK(face.lets_out() == row.lets_out);
    CHECK(face.is_drawn() == row.is_drawn);
    CHECK(face.is_sink() == row.is_sink);
    CHECK(face.lets_in() == row.lets_in);
    CHECK(face.exit_probability() == row.exit_probability);

    LatticeWalk system;
    system.faces[0] = {face, face};
    CHECK(system.is_ring(0) == row.wraps);
    CHECK(system.lets_out() == row.lets_out);
    CHECK(system.has_reservoir() == row.lets_in);
    CHECK(system.is_closed() == !row.lets_out);
    system.faces[1] = {face, face};  // of an axis that a chain does not have
    system.faces[0] = {};
    CHECK_FALSE(system.lets_out());
  }
}
