package io.keyturn.testkit;

import java.lang.reflect.Executable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Proves that no secret is told: after each test no form of its canaries may be in what was
 * printed, logged at any level, or thrown.
 *
 * <p>A test plants {@link #canary}, or gives a secret it got elsewhere to {@link #guard}. The forms
 * are plain, base64 and base64url at each alignment (so also {@code base64(key:secret)}),
 * URL-encoded, hexadecimal, JSON-escaped, and printed arrays; not encodings of encodings, base64
 * with line breaks, or parts of a value. It listens on stdout and stderr, to {@code
 * java.util.logging} and to SLF4J's backend, which must be Logback (1.5.21 or later) or {@code
 * slf4j-jdk14}; with any other every test fails. Nothing more is printed for it, but code that asks
 * whether a level is on is told yes: by SLF4J while there is a canary, by {@code java.util.logging}
 * as long as tests run, but for loggers with a level of their own.
 *
 * <p>It runs around each test of {@code @ExtendWith(LeakGuard.class)}, and around every test where
 * {@code junit.jupiter.extensions.autodetection.enabled} is {@code true}. Thread-safe; tests may
 * run in parallel. What is told after the test has ended is not seen.
 */
public final class LeakGuard
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        InvocationInterceptor,
        ParameterResolver {
  private static final int SHORTEST = 8;
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LeakGuard.class);
  private static final InheritableThreadLocal<@Nullable Watch> CURRENT =
      new InheritableThreadLocal<>();

  /** For JUnit. */
  public LeakGuard() {}

  /**
   * {@return a new canary, listened for until the running test is over}
   *
   * @throws IllegalStateException if this is no thread of a test that LeakGuard runs around
   */
  public static Canary canary() {
    return current().add(Canary.random(Place.ofCaller()));
  }

  /**
   * Listens for a secret that was made elsewhere, until the running test is over.
   *
   * @param secret at least 8 characters
   * @return the secret as a canary
   * @throws IllegalArgumentException if it is shorter than 8 characters, which may occur by chance
   * @throws IllegalStateException if this is no thread of a test that LeakGuard runs around
   */
  public static Canary guard(String secret) {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "a secret to guard has at least " + SHORTEST + " characters");
    }
    return current().add(new Canary(secret, Place.ofCaller()));
  }

  /**
   * Fails if a text has a form of a canary of the running test in it.
   *
   * @param text what was printed, stored or sent
   * @throws AssertionError if it has
   * @throws IllegalStateException if this is no thread of a test that LeakGuard runs around
   */
  public static void check(String text) {
    current()
        .anyIn(Forms.plain(Objects.requireNonNull(text, "text")))
        .ifPresent(
            told -> {
              throw new AssertionError("LeakGuard: a text tells a canary: " + told);
            });
  }

  /**
   * Fails if a throwable, its causes or what they suppressed tell a canary of the running test.
   *
   * @param thrown what was thrown
   * @throws AssertionError if one does
   * @throws IllegalStateException if this is no thread of a test that LeakGuard runs around
   */
  public static void check(Throwable thrown) {
    check(EventText.of(thrown));
  }

  private static Watch current() {
    Watch watch = CURRENT.get();
    if (watch == null || watch.isOver()) {
      throw new IllegalStateException(
          "LeakGuard runs around no test on this thread: put @ExtendWith(LeakGuard.class) on the"
              + " test, or turn auto-detection on");
    }
    return watch;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    begin(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    begin(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext dynamic, ExtensionContext context)
      throws Throwable {
    Watch watch = begin(context);
    try {
      invocation.proceed();
    } catch (Throwable thrown) {
      watch.hear(thrown);
      endBeside(thrown, context);
      throw thrown;
    }
    end(context);
  }

  private static void endBeside(Throwable thrown, ExtensionContext context) {
    try {
      end(context);
    } catch (AssertionError leak) {
      thrown.addSuppressed(leak);
    }
  }

  private static Watch begin(ExtensionContext context) {
    Ears ears = ears(context);
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    Watch watch = new Watch(store.get(Watch.class, Watch.class), CURRENT.get());
    store.put(Watch.class, watch);
    CURRENT.set(watch);
    ears.begin(watch);
    return watch;
  }

  private static void end(ExtensionContext context) {
    Watch watch = context.getStore(NAMESPACE).remove(Watch.class, Watch.class);
    if (watch != null) {
      CURRENT.set(watch.before().orElse(null));
      ears(context).end(watch);
      context.getExecutionException().ifPresent(watch::hear);
      watch.end();
    }
  }

  private static Ears ears(ExtensionContext context) {
    ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
    return store
        .getOrComputeIfAbsent(Session.class, key -> new Session(Ears.open()), Session.class)
        .ears();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Canary.class;
  }

  @Override
  public Canary resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Executable test = parameter.getDeclaringExecutable();
    return current()
        .add(
            Canary.random(
                "parameter %d of %s.%s"
                    .formatted(
                        parameter.getIndex() + 1,
                        test.getDeclaringClass().getName(),
                        test.getName())));
  }

  /** Has the ears closed when the run is over. */
  private record Session(Ears ears) implements AutoCloseable {
    @Override
    public void close() {
      ears.close();
    }
  }
}
