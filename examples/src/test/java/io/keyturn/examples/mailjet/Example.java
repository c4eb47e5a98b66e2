package io.keyturn.examples.mailjet;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.LeakGuard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The packaged example as a process of its own, on the JVM that runs the test. */
final class Example implements AutoCloseable {
  private static final Path JAR = Path.of("target", "keyturn-example-mailjet.jar");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Thread reader;
  private final List<String> lines = new ArrayList<>();

  private Example(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "example-output");
    reader.start();
  }

  /** One that is yet to be started, with nothing of this process's environment. */
  static Setup setup() {
    return new Setup();
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(this::add);
    } catch (UncheckedIOException | IOException e) {
      add("its output ended early");
    }
    add("");
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  /** The lines so far that match. */
  synchronized List<String> lines(String pattern) {
    return lines.stream().filter(Pattern.compile(pattern).asMatchPredicate()).toList();
  }

  /** Waits until a line matches. */
  synchronized void await(String pattern) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (lines(pattern).isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      assertThat(left > 0 && reader.isAlive()).as("a line '%s' in\n%s", pattern, this).isTrue();
      wait(left);
    }
  }

  /** Waits until it has ended and returns its exit code. No secret may have been printed. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("the example ends\n%s", this)
        .isTrue();
    reader.join();
    LeakGuard.check(toString());
    return process.exitValue();
  }

  /** What it printed so far. */
  @Override
  public synchronized String toString() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** What it is started with. Not thread-safe. */
  static final class Setup {
    private final ProcessBuilder builder = new ProcessBuilder();
    private final List<String> properties = new ArrayList<>();

    private Setup() {
      builder.environment().clear();
    }

    Setup environment(String name, Object value) {
      builder.environment().put(name, value.toString());
      return this;
    }

    Setup property(String name, Object value) {
      properties.add("-D" + name + "=" + value);
      return this;
    }

    Example start(String... options) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(properties);
      command.addAll(List.of("-jar", JAR.toString()));
      command.addAll(List.of(options));
      return new Example(builder.command(command).redirectErrorStream(true).start());
    }
  }
}
