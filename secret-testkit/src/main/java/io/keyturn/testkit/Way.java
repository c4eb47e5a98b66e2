package io.keyturn.testkit;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A way in which the engine reads a bundle. What holds of one holds of all. */
enum Way {
  FETCH("", false, false),
  IF_CHANGED("_by_fetch_if_changed", true, false),
  BATCH("_by_fetch_all", false, true),
  BATCH_IF_CHANGED("_by_fetch_all_of_known_versions", true, true);

  /** Those that read what is not known yet. */
  static final Set<Way> FULL = Collections.unmodifiableSet(EnumSet.of(FETCH, BATCH));

  static final Set<Way> ALL = Collections.unmodifiableSet(EnumSet.allOf(Way.class));

  /** Whether it tells the version that it has. */
  final boolean known;

  /** Whether it reads another bundle along. */
  final boolean batch;

  private final String suffix;

  Way(String suffix, boolean known, boolean batch) {
    this.suffix = suffix;
    this.known = known;
    this.batch = batch;
  }

  Set<Capability> needs() {
    Set<Capability> needs = EnumSet.noneOf(Capability.class);
    if (known) {
      needs.addAll(EnumSet.of(Capability.VERSIONS, Capability.UPDATE));
    }
    if (batch) {
      needs.add(Capability.BATCH);
    }
    return needs;
  }

  /** The name of a clause that is tried in this way. */
  String of(String clause) {
    return clause + suffix;
  }
}
