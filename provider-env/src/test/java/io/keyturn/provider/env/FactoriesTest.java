package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FactoriesTest {
  private static final FileSecretProviderFactory FILE = new FileSecretProviderFactory();

  @Test
  void both_are_found_by_their_types() {
    Map<String, Class<?>> found =
        ServiceLoader.load(SecretProviderFactory.class).stream()
            .map(ServiceLoader.Provider::type)
            .collect(
                Collectors.toMap(
                    type -> type.getAnnotation(SecretProviderFactory.Type.class).value(),
                    type -> type));

    assertThat(found)
        .containsEntry("env", EnvSecretProviderFactory.class)
        .containsEntry("file", FileSecretProviderFactory.class);
  }

  @Test
  void env_has_no_keys_and_file_has_two() {
    assertThat(new EnvSecretProviderFactory().keys()).isEmpty();
    assertThat(FILE.keys())
        .extracting(ProviderSettings.Key::name)
        .containsExactly("directory", "permissions");
  }

  @Test
  void other_permissions_than_warn_and_strict_are_refused_unquoted() {
    String canary = LeakGuard.canary().text();
    ProviderSettings other =
        ProviderSettings.builder("file")
            .text(FileSecretProviderFactory.PERMISSIONS, canary)
            .build();

    assertThatThrownBy(() -> FILE.create(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("permissions is warn or strict")
        .satisfies(LeakGuard::check);
  }

  @Test
  void relative_paths_are_relative_to_the_directory_or_else_to_the_working_directory() {
    SecretLocation relative = SecretLocation.parse("file://app.env");
    Path working = Path.of("").toAbsolutePath();

    assertThat(FILE.create(settings("/etc/app/../keys")).normalize(relative).path())
        .isEqualTo("/etc/keys/app.env");
    assertThat(FILE.create(settings("./conf")).normalize(relative).path())
        .isEqualTo(working + "/conf/app.env");
    try (SecretProvider provider = FILE.create(ProviderSettings.builder("file").build())) {
      assertThat(provider.normalize(relative).path()).isEqualTo(working + "/app.env");
    }
  }

  @Test
  void what_comes_after_a_link_is_read_as_the_system_reads_it(@TempDir Path temporary)
      throws IOException {
    Path real = temporary.toRealPath();
    Files.createDirectories(real.resolve("releases/5"));
    Path link = Files.createSymbolicLink(real.resolve("current"), Path.of("releases/5"));

    SecretLocation above = SecretLocation.parse("file://app.env");

    assertThat(FILE.create(settings(link + "/..")).normalize(above).path())
        .isEqualTo(real + "/releases/app.env");
    assertThat(FILE.create(settings(link.toString())).normalize(above).path())
        .as("a link that may be moved")
        .isEqualTo(link + "/app.env");
  }

  @Test
  void a_directory_that_is_no_path_is_refused_unquoted() {
    String canary = LeakGuard.canary().text();

    assertThatThrownBy(() -> FILE.create(settings(canary + "\0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("directory")
        .hasNoCause()
        .satisfies(LeakGuard::check);
  }

  private static ProviderSettings settings(String directory) {
    return ProviderSettings.builder("file")
        .text(FileSecretProviderFactory.DIRECTORY, directory)
        .build();
  }
}
