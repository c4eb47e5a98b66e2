package io.keyturn.testservers;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/**
 * Finds a server: as {@code tools/servers} installed it, else in Docker, if it has an image there,
 * else the test fails where {@code CI} is {@code true} and is skipped elsewhere.
 */
final class ServerFinder {
  private static final Logger LOG = System.getLogger(ServerFinder.class.getName());

  private final Map<String, String> environment;
  private final BooleanSupplier docker;

  ServerFinder(Map<String, String> environment, BooleanSupplier docker) {
    this.environment = environment;
    this.docker = docker;
  }

  static Server find(Server.Recipe recipe) {
    return saying(() -> ofThisMachine().server(recipe));
  }

  /** Skips or fails the test if the server runs where it reaches no other one of this machine. */
  static void mustReachThisMachine(Server server) {
    saying(() -> ofThisMachine().reaching(server));
  }

  private static ServerFinder ofThisMachine() {
    return new ServerFinder(System.getenv(), DockerServer::isAvailable);
  }

  private static Server saying(Supplier<Server> found) {
    try {
      return found.get();
    } catch (TestAbortedException e) { // surefire does not say why
      LOG.log(Level.WARNING, "Tests are skipped: {0}", e.getMessage());
      throw e;
    }
  }

  Server reaching(Server server) {
    return server.reachesThisMachine()
        ? server
        : lacking(
            "A server in a container reaches no other one of this machine;"
                + " tools/servers installs one that does");
  }

  Server server(Server.Recipe recipe) {
    Path home = cache().resolve(recipe.name() + "-" + recipe.version());
    if (Files.exists(home.resolve("stamp"))) {
      return new InstalledServer(recipe, home, Ports.free());
    }
    if (recipe.image().isPresent() && docker.getAsBoolean()) {
      return new DockerServer(recipe, Ports.free());
    }
    return lacking(
        "%s %s is not installed in %s; tools/servers installs it"
            .formatted(recipe.name(), recipe.version(), home));
  }

  private Server lacking(String what) {
    return "true".equals(environment.get("CI")) ? Assertions.fail(what) : Assumptions.abort(what);
  }

  private Path cache() {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches =
        xdg.isEmpty() ? Path.of(environment.getOrDefault("HOME", ""), ".cache") : Path.of(xdg);
    return caches.resolve("keyturn");
  }
}
