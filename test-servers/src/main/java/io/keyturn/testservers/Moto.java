package io.keyturn.testservers;

import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * AWS Secrets Manager, STS and IAM, as moto plays them, on a port of the loopback.
 *
 * <p>Everything is kept in memory: a restart forgets it. Not thread-safe; to be closed by the test
 * that started it, and ended in any case when its JVM ends.
 */
public final class Moto implements AutoCloseable {

  private static final Server.Recipe RECIPE =
      new Server.Recipe(
          "moto",
          "5.2.5",
          List.of("bin/python", "-m", "moto.server"),
          Optional.of("motoserver/moto"),
          List.of("-H", "{host}", "-p", "{port}"),
          Map.of(),
          Map.of());

  private final Server server;
  private Http http = Http.plain();

  private Moto(Server server) {
    this.server = server;
  }

  /** Starts moto on a free port and returns once it answers. */
  public static Moto start() {
    Moto moto = new Moto(ServerFinder.find(RECIPE));
    moto.restart();
    return moto;
  }

  /** Returns what {@code AWS_ENDPOINT_URL} is to be, without a path. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** Forgets all data, and whatever {@link #enforcePolicies} set. */
  public void reset() {
    post("/moto-api/reset", "");
    post("/moto-api/reset-auth", "inf");
  }

  /**
   * From now on requests must be signed with a key that moto's IAM knows, and its policies must
   * allow them. Until then, and after {@link #reset}, anybody may do anything.
   *
   * @see <a href="https://docs.getmoto.org/en/latest/docs/iam.html">moto: IAM-like access
   *     control</a>
   */
  public void enforcePolicies() {
    post("/moto-api/reset-auth", "0");
  }

  private void post(String path, String body) {
    http.demand("POST", address().resolve(path), body, "Content-Type", "text/plain");
  }

  /** Ends moto: connections to its address are refused. Nothing happens if it has ended. */
  public void stop() {
    server.stop();
  }

  /** Starts moto again on the same port, ended or not, without any data. */
  public void restart() {
    server.stop();
    http = Http.plain(); // the old one may hold connections to the process that has ended
    Startup.start(server, this::answers);
  }

  private boolean answers() {
    try {
      return http.send("GET", address().resolve("/moto-api/"), "").statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
