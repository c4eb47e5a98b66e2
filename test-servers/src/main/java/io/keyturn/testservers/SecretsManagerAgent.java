package io.keyturn.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * AWS's local agent for Secrets Manager, on a port of the loopback, over a server that plays AWS.
 *
 * <p>Its token is in a file, as its installation has it. Not thread-safe; to be closed by the test
 * that started it, and ended in any case when its JVM ends.
 *
 * @see <a href="https://github.com/aws/aws-secretsmanager-agent">AWS Secrets Manager Agent</a>
 */
public final class SecretsManagerAgent implements AutoCloseable {
  private static final String TOKEN = "token";
  private static final String SETTINGS = "agent.toml";

  private final Server server;

  private SecretsManagerAgent(Server server) {
    this.server = server;
  }

  /** It asks once, so that a test of its failures need not wait; and no file of the developer's. */
  private static Server.Recipe recipe(URI aws, List<String> settings) {
    return new Server.Recipe(
        "agent",
        "2.1.0",
        List.of("bin/aws_secretsmanager_agent"),
        Optional.empty(),
        List.of("--config", "{folder}/" + SETTINGS),
        Map.of(
            "AWS_ENDPOINT_URL", aws.toString(),
            "AWS_ACCESS_KEY_ID", "agent",
            "AWS_SECRET_ACCESS_KEY", "agent",
            "AWS_CONFIG_FILE", "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE", "/dev/null",
            "AWS_MAX_ATTEMPTS", "1",
            "AWS_TOKEN", "file://" + TOKEN), // in its folder, where it runs
        Map.of(
            SETTINGS,
            "http_port = {port}\nlog_to_file = false\n" + String.join("\n", settings) + "\n",
            TOKEN,
            UUID.randomUUID() + "\n"));
  }

  /**
   * Starts an agent on a free port and returns once it answers.
   *
   * @param aws where it asks for secrets
   * @param settings lines of its configuration, in TOML, beyond its port
   */
  public static SecretsManagerAgent start(URI aws, String... settings) {
    SecretsManagerAgent agent =
        new SecretsManagerAgent(ServerFinder.find(recipe(aws, List.of(settings))));
    agent.restart();
    return agent;
  }

  /** Returns its address, without a path. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** Returns the file of its token, which ends with a line break. */
  public Path tokenFile() {
    return server.file(TOKEN);
  }

  /** Gives it another token, which takes a restart, as it reads its token but once. */
  public void changeToken() {
    try {
      Files.writeString(tokenFile(), UUID.randomUUID() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    restart();
  }

  /** Returns what it has printed since its last start. */
  public String output() {
    return server.output();
  }

  /** Ends it: connections to its address are refused. Nothing happens if it has ended. */
  public void stop() {
    server.stop();
  }

  /** Starts it again on the same port, ended or not, with an empty cache. */
  public void restart() {
    server.stop();
    Http http = Http.plain();
    Startup.start(server, () -> answers(http));
  }

  private boolean answers(Http http) {
    try {
      return http.send("GET", address().resolve("/ping"), "").body().equals("healthy");
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
