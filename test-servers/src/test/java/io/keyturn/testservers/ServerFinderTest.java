package io.keyturn.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class ServerFinderTest {

  private static final Server.Recipe RECIPE = recipe(Optional.of("echo"));

  private static Server.Recipe recipe(Optional<String> image) {
    return new Server.Recipe(
        "echo", "1.0", List.of("bin/echo"), image, List.of("{port}"), Map.of(), Map.of());
  }

  @TempDir private Path caches;
  private Path home;

  @BeforeEach
  void folder() throws IOException {
    home = Files.createDirectories(caches.resolve("keyturn/echo-1.0"));
  }

  @Test
  void an_installed_server_is_taken_first() throws IOException {
    Files.createFile(home.resolve("stamp"));

    assertThat(find(Map.of("XDG_CACHE_HOME", caches.toString()), true))
        .isInstanceOf(InstalledServer.class);
  }

  @Test
  void the_cache_is_below_home_where_nothing_else_is_said() throws IOException {
    Path stamp = Files.createDirectories(caches.resolve(".cache/keyturn/echo-1.0"));
    Files.createFile(stamp.resolve("stamp"));

    assertThat(find(Map.of("HOME", caches.toString(), "XDG_CACHE_HOME", ""), false))
        .isInstanceOf(InstalledServer.class);
  }

  @Test
  void an_unfinished_installation_is_none() {
    assertThat(find(Map.of("XDG_CACHE_HOME", caches.toString()), true))
        .isInstanceOf(DockerServer.class);
  }

  @Test
  void without_an_image_docker_is_of_no_use() {
    ServerFinder finder =
        new ServerFinder(Map.of("XDG_CACHE_HOME", caches.toString(), "CI", "true"), () -> true);

    assertThatThrownBy(() -> finder.server(recipe(Optional.empty())))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("tools/servers installs it");
  }

  @Test
  void a_container_reaches_no_other_server_of_this_machine() {
    ServerFinder finder = new ServerFinder(Map.of(), () -> true);

    assertThat(finder.reaching(new InstalledServer(RECIPE, home, 1)).port()).isEqualTo(1);
    assertThatThrownBy(() -> finder.reaching(new DockerServer(RECIPE, 1)))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("tools/servers installs one that does");
  }

  @Test
  void without_any_server_the_test_fails_in_ci() {
    assertThatThrownBy(() -> find(Map.of("XDG_CACHE_HOME", caches.toString(), "CI", "true"), false))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessage("echo 1.0 is not installed in %s; tools/servers installs it", home);
  }

  @Test
  void without_any_server_the_test_is_skipped_elsewhere() {
    assertThatThrownBy(() -> find(Map.of("XDG_CACHE_HOME", caches.toString()), false))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("tools/servers installs it");
  }

  private static Server find(Map<String, String> environment, boolean docker) {
    return new ServerFinder(environment, () -> docker).server(RECIPE);
  }
}
