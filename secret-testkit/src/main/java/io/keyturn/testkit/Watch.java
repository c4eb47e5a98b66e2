package io.keyturn.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The canaries of one running test, or class, and what was heard of them. Thread-safe. */
final class Watch {
  private final @Nullable Watch around;
  private final @Nullable Watch before;
  private final List<Canary> canaries = new CopyOnWriteArrayList<>();
  private final Map<String, String> leaks = new ConcurrentSkipListMap<>();
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

  /**
   * Notes each canary that is told. Of the same told again, as when a stream is heard in pieces,
   * the first place stays.
   *
   * @param place where it is told, asked for only if it is
   */
  void hear(String channel, String plain, Supplier<String> place) {
    told(plain)
        .forEach(
            (canary, form) ->
                leaks.computeIfAbsent(
                    "%s in %s, of %s".formatted(form, channel, canary), leak -> place.get()));
  }

  void hear(Throwable thrown) {
    for (Throwable part : EventText.chain(thrown)) {
      hear(
          "the thrown " + part.getClass().getName(),
          Forms.plain(EventText.own(part)),
          () -> Place.of(part));
    }
  }

  /** A canary of it, or of one around, that a text tells, and in which form. */
  Optional<String> anyIn(String plain) {
    return told(plain).entrySet().stream()
        .map(told -> told.getValue() + " of " + told.getKey())
        .findFirst()
        .or(() -> around == null ? Optional.empty() : around.anyIn(plain));
  }

  /** The canaries that a text tells, each with the form. */
  private Map<Canary, String> told(String plain) {
    Map<Canary, String> told = new LinkedHashMap<>();
    for (Canary canary : canaries) {
      canary.formIn(plain).ifPresent(form -> told.put(canary, form));
    }
    return told;
  }

  /** Ends it; fails if a canary was heard. */
  void end() {
    over = true;
    if (!leaks.isEmpty()) {
      StringBuilder report = new StringBuilder("LeakGuard: a canary leaked:");
      leaks.forEach(
          (leak, place) -> report.append("\n  ").append(leak).append(", told at ").append(place));
      throw new AssertionError(report);
    }
  }
}
