package io.keyturn.testkit;

import java.util.EnumSet;
import java.util.Set;

/**
 * One sentence of the contract, and how it is tried.
 *
 * @param name the sentence
 * @param needs the capabilities without which it does not apply
 * @param check tries it, and fails with an assertion
 */
record Clause(String name, Set<Capability> needs, Check check) {
  static Clause of(String name, Check check, Capability... needs) {
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    all.addAll(Set.of(needs));
    return new Clause(name, all, check);
  }

  boolean appliesTo(Set<Capability> capabilities) {
    return capabilities.containsAll(needs);
  }

  /** How a clause is tried. */
  interface Check {
    void on(Trial trial) throws Exception;
  }
}
