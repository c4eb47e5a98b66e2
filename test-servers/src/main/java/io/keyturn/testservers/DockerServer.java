package io.keyturn.testservers;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A server as a container, for developers who have not run {@code tools/servers}. */
final class DockerServer implements Server {
  private static final String FOLDER = "/tmp";
  private final int port;
  private final GenericContainer<?> container;

  DockerServer(Recipe recipe, int port) {
    this.port = port;
    this.container =
        new GenericContainer<>(DockerImageName.parse(recipe.taggedImage()))
            .withEnv(recipe.environment())
            .withCommand(recipe.arguments("0.0.0.0", port, FOLDER).toArray(String[]::new));
    container.setPortBindings(List.of("127.0.0.1:%d:%d".formatted(port, port)));
  }

  static boolean isAvailable() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void start() {
    container.start();
  }

  @Override
  public void stop() {
    container.stop();
  }

  @Override
  public boolean isRunning() {
    return container.isRunning();
  }

  @Override
  public String output() {
    return container.getLogs();
  }

  @Override
  public String place() {
    return "the log of the container, which is gone";
  }

  @Override
  public Path file(String name) {
    Path copy = Path.of("target", "test-servers-%d-%s".formatted(port, name));
    try {
      container.copyFileFromContainer(FOLDER + "/" + name, copy.toString());
      return copy;
    } catch (NotFoundException e) {
      throw new UncheckedIOException(new NoSuchFileException(name));
    }
  }
}
