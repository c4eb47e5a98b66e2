package io.keyturn.provider.env;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * A program in a JVM of its own, in a {@link Namespace}, with no other variables than it is given.
 * What it says is heard line by line, and no line may tell a canary.
 */
final class ChildJvm implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 60;
  private static final String END = "the program has ended";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> heard = new ArrayList<>();
  private final Process process;

  /** Starts it with options of the JVM, such as {@code -Da=b}. */
  ChildJvm(Namespace namespace, Map<String, String> variables, List<String> options, Class<?> main)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(main), main.getName()));
    ProcessBuilder builder = namespace.process(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(variables);
    process = builder.start();
    Thread ear = new Thread(this::listen, "child-jvm");
    ear.setDaemon(true);
    ear.start();
  }

  /** What a program needs that reads secrets of this module's stores. */
  static String classPath(Class<?> main) {
    return Stream.of(main, EnvSecretProvider.class, Secrets.class, Logger.class)
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
  String await(String beginning) throws InterruptedException {
    while (true) {
      String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
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
  List<String> heard() {
    return heard;
  }

  /** Says a line to it. */
  void say(String line) throws IOException {
    process.outputWriter(UTF_8).append(line).append('\n').flush();
  }

  /** Runs a script among its mounts. */
  void run(String script, String input) throws IOException, InterruptedException {
    Shell.run(Namespace.inside(process, script), input);
  }

  /** Ends it: there is no more to hear, and a program that waits for nothing else ends well. */
  void end() throws IOException, InterruptedException {
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
