package io.keyturn.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server as a process, in a folder below {@code target} that only its owner can read. */
final class InstalledServer implements Server {

  /**
   * Kills the server when standard input ends, which it does however this JVM ends, even by {@code
   * kill -9}; a shutdown hook would miss that. Ends with the server.
   */
  private static final String LEASH =
      """
      exec 3<&0
      "$@" 3<&- </dev/null &
      server=$!
      { read -r _; kill -9 $server; } <&3 &
      leash=$!
      exec 3<&-
      wait $server
      kill $leash
      """;

  private static final String HOST = "127.0.0.1";
  private static final List<String> VENDORS = List.of("VAULT_", "AWS_", "MOTO_", "PG");

  private final Recipe recipe;
  private final Path home;
  private final int port;
  private final Path folder;
  private final Map<String, String> unwritten;
  private Optional<Process> process = Optional.empty();

  InstalledServer(Recipe recipe, Path home, int port) {
    this.recipe = recipe;
    this.home = home;
    this.unwritten = new HashMap<>(recipe.files());
    this.port = port;
    this.folder = Path.of("target", "test-servers", recipe.name() + "-" + port).toAbsolutePath();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() {
    try {
      createPrivately();
      writeFiles();
      ProcessBuilder builder = new ProcessBuilder(command());
      withoutVendorVariables(builder.environment()).putAll(recipe.environment());
      process =
          Optional.of(
              builder
                  .directory(folder.toFile())
                  .redirectErrorStream(true)
                  .redirectOutput(folder.resolve("output").toFile())
                  .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void createPrivately() throws IOException {
    Files.createDirectories(folder.getParent());
    if (!Files.exists(folder)) {
      var ownerOnly = PosixFilePermissions.fromString("rwx------");
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(ownerOnly));
    }
  }

  /** Only once: what a test has changed stays over a restart. */
  private void writeFiles() throws IOException {
    for (Map.Entry<String, String> file : unwritten.entrySet()) {
      String content = Recipe.filled(file.getValue(), HOST, port, folder.toString());
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, content);
    }
    unwritten.clear();
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", LEASH, "leash"));
    command.add(home.resolve(recipe.command().get(0)).toString());
    command.addAll(recipe.command().subList(1, recipe.command().size()));
    command.addAll(recipe.arguments(HOST, port, folder.toString()));
    return command;
  }

  /** What the developer set for his own Vault, AWS or PostgreSQL must not reach this one. */
  private static Map<String, String> withoutVendorVariables(Map<String, String> environment) {
    environment.keySet().removeIf(name -> VENDORS.stream().anyMatch(name::startsWith));
    return environment;
  }

  @Override
  public void stop() {
    process.ifPresent(InstalledServer::end);
    process = Optional.empty();
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("A test server did not end within 10 s: " + process.pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return process.filter(Process::isAlive).isPresent();
  }

  @Override
  public boolean reachesThisMachine() {
    return true;
  }

  @Override
  public Path home() {
    return home;
  }

  @Override
  public String output() {
    try {
      return Files.readString(folder.resolve("output"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String place() {
    return folder.resolve("output").toString();
  }

  @Override
  public Path file(String name) {
    return folder.resolve(name);
  }
}
