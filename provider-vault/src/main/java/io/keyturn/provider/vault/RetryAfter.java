package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Leaves Vault alone for as long as its answer of status 429 asks for, a minute at most.
 * Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-retry-after">RFC 9110, Retry-After</a>
 */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private volatile @Nullable Long end;

  RetryAfter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Checks that Vault may be asked.
   *
   * @throws VaultFailure if not
   */
  void check() {
    Long until = end;
    if (until != null && nanoTime.getAsLong() - until < 0) {
      throw new VaultFailure(
          Kind.UNAVAILABLE, "status 429 before: Vault is left alone as its Retry-After says");
    }
  }

  void note(HttpResponse<?> answer) {
    if (answer.statusCode() == 429) {
      wait(answer).ifPresent(wait -> end = nanoTime.getAsLong() + wait.toNanos());
    }
  }

  private static Optional<Duration> wait(HttpResponse<?> answer) {
    return header(answer, "Retry-After")
        .flatMap(text -> seconds(text).or(() -> untilDate(text, answer)))
        .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
  }

  private static Optional<String> header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).map(String::strip);
  }

  private static Optional<Duration> seconds(String text) {
    boolean number = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      return Optional.empty();
    }
    return Optional.of(text.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(text)));
  }

  /** From the time of the answer where it has one: the clocks may differ. */
  private static Optional<Duration> untilDate(String text, HttpResponse<?> answer) {
    Instant now = header(answer, "Date").flatMap(RetryAfter::date).orElseGet(Instant::now);
    return date(text).map(date -> Duration.between(now, date));
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeException e) { // it is no date, and quotes the text
      return Optional.empty();
    }
  }
}
