package io.keyturn.provider.vault;

import io.keyturn.secret.SecretException.Kind;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Leaves a mount of Vault alone for as long as its answer of status 429 asks for, a minute at most.
 *
 * <p>A quota may be that of one mount: what waits for it must not keep the others from being read,
 * nor a token from being renewed. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-retry-after">RFC 9110, Retry-After</a>
 */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Where each second segment is of its own, such as a login and what a token asks of itself. */
  private static final Set<String> OF_MANY = Set.of("auth", "sys");

  private final String root;
  private final LongSupplier nanoTime;
  private final Map<String, Long> ends = new ConcurrentHashMap<>();

  /**
   * Has nothing to wait for.
   *
   * @param root the path below which the mounts are
   */
  RetryAfter(String root, LongSupplier nanoTime) {
    this.root = root;
    this.nanoTime = nanoTime;
  }

  /**
   * Checks that Vault may be asked at an address.
   *
   * @throws VaultFailure if not
   */
  void check(URI address) {
    Long until = ends.get(mount(address));
    if (until != null && nanoTime.getAsLong() - until < 0) {
      throw new VaultFailure(
          Kind.UNAVAILABLE, "status 429 before: this mount is left alone as its Retry-After says");
    }
  }

  void note(URI address, HttpResponse<?> answer) {
    if (answer.statusCode() == 429) {
      wait(answer)
          .ifPresent(wait -> ends.put(mount(address), nanoTime.getAsLong() + wait.toNanos()));
    }
  }

  /** Its first segment, or two. */
  private String mount(URI address) {
    String path = address.getRawPath();
    String below = path.startsWith(root) ? path.substring(root.length()) : path;
    String[] segments = below.split("/", 3);
    return segments.length > 1 && OF_MANY.contains(segments[0])
        ? segments[0] + "/" + segments[1]
        : segments[0];
  }

  private static Optional<Duration> wait(HttpResponse<?> answer) {
    return header(answer, "Retry-After")
        .flatMap(text -> seconds(text).or(() -> untilDate(text, answer)))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
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
