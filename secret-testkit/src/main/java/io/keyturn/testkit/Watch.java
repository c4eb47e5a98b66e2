package io.keyturn.testkit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The canaries of one running test, or class, and what was heard of them. Thread-safe. */
final class Watch {
  private final @Nullable Watch around;
  private final @Nullable Watch before;
  private final List<Canary> canaries = new CopyOnWriteArrayList<>();
  private final Set<String> leaks = new ConcurrentSkipListSet<>();
  private volatile boolean over;

  /**
   * @param around the watch of what this test is part of
   * @param before the watch its thread had
   */
  Watch(@Nullable Watch around, @Nullable Watch before) {
    this.around = around;
    this.before = before;
  }

  Optional<Watch> before() {
    return Optional.ofNullable(before);
  }

  boolean isOver() {
    return over;
  }

  Canary add(Canary canary) {
    canaries.add(canary);
    return canary;
  }

  boolean isEmpty() {
    return canaries.isEmpty();
  }

  int longest() {
    return canaries.stream().mapToInt(Canary::longest).max().orElse(0);
  }

  void hear(String channel, String plain) {
    form(plain).ifPresent(form -> leaks.add(form + " in " + channel));
  }

  /** The name of the form of one of its canaries, or of one around, in a text. */
  Optional<String> anyForm(String plain) {
    return form(plain).or(() -> around == null ? Optional.empty() : around.anyForm(plain));
  }

  private Optional<String> form(String plain) {
    return canaries.stream()
        .map(canary -> canary.formIn(plain))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Ends it; fails if a canary was heard. */
  void end() {
    over = true;
    if (!leaks.isEmpty()) {
      throw new AssertionError("LeakGuard: a canary leaked:\n  " + String.join("\n  ", leaks));
    }
  }
}
