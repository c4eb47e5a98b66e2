package io.keyturn.testpages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Secrets;
import io.keyturn.testkit.LeakGuard;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * A program in a JVM of its own, with no other variables than it is given. What it says is heard
 * line by line, and no line may tell a canary.
 */
public final class ChildJvm implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 60;
  private static final String END = "the program has ended";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> heard = new ArrayList<>();
  private final Process process;

  /**
   * Starts it.
   *
   * @param launcher makes the process of a command, such as one in a container
   * @param variables its environment, beside PATH and the locale
   * @param options of the JVM, such as {@code -Da=b}
   * @param classPath what it loads classes from
   * @param main its class
   */
  public ChildJvm(
      Function<List<String>, ProcessBuilder> launcher,
      Map<String, String> variables,
      List<String> options,
      String classPath,
      Class<?> main)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    ProcessBuilder builder = launcher.apply(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(variables);
    process = builder.start();
    Thread ear = new Thread(this::listen, "child-jvm");
    ear.setDaemon(true);
    ear.start();
  }

  /** The class path of a program that needs these, Keyturn's API and a log, and nothing more. */
  public static String classPath(Class<?>... types) {
    return Stream.concat(Stream.of(types), Stream.of(Secrets.class, Logger.class))
        .map(ChildJvm::place)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void listen() {
    try (BufferedReader output = process.inputReader(UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // It was ended while it was listened to.
    }
    lines.add(END);
  }

  /** Waits until it says a line that begins so, and gives the rest of it. */
  public String await(String beginning) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (true) {
      String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      assertThat(line).as("a line '%s…' after %s", beginning, heard).isNotNull();
      LeakGuard.check(line);
      assertThat(line).as("a line '%s…' after %s", beginning, heard).isNotEqualTo(END);
      heard.add(line);
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
    }
  }

  /** What was heard so far, or all of it after the end. */
  public List<String> heard() {
    return heard;
  }

  /** Says a line to it. */
  public void say(String line) throws IOException {
    process.outputWriter(UTF_8).append(line).append('\n').flush();
  }

  /** The program's. */
  public Process process() {
    return process;
  }

  /** Ends it: there is no more to hear, and a program that waits for nothing else ends well. */
  public void end() throws IOException, InterruptedException {
    process.outputWriter(UTF_8).close();
    assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
    for (String line = lines.take(); !line.equals(END); line = lines.take()) {
      LeakGuard.check(line);
      heard.add(line);
    }
    assertThat(process.exitValue()).as("after %s", heard).isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
