package io.keyturn.testkit;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One sentence of the contract, and how it is tried.
 *
 * @param name the sentence
 * @param way how it reads
 * @param needs the capabilities without which it does not apply
 * @param check tries it, and fails with an assertion
 */
record Clause(String name, Way way, Set<Capability> needs, Check check) {
  /** A sentence that is tried with {@code fetch} alone, or reads by itself. */
  static Stream<Clause> of(String name, Check check, Capability... needs) {
    return in(Set.of(Way.FETCH), name, check, needs);
  }

  /** A sentence that holds however it is read: a clause for each way. */
  static Stream<Clause> inEachWay(String name, Check check, Capability... needs) {
    return in(Way.ALL, name, check, needs);
  }

  static Stream<Clause> in(Set<Way> ways, String name, Check check, Capability... needs) {
    return ways.stream().map(way -> new Clause(way.of(name), way, both(way.needs(), needs), check));
  }

  private static Set<Capability> both(Set<Capability> ofWay, Capability... ofClause) {
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    all.addAll(ofWay);
    all.addAll(Set.of(ofClause));
    return all;
  }

  static List<Clause> list(Stream<Stream<Clause>> clauses) {
    return clauses.flatMap(Function.identity()).toList();
  }

  boolean appliesTo(Set<Capability> capabilities) {
    return capabilities.containsAll(needs);
  }

  /** How a clause is tried. */
  interface Check {
    void on(Trial trial) throws Exception;
  }
}
