package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.Appender;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What comes along with the provider, beside what Keyturn stands on anyway; on either line. */
final class SizeTest {
  private static final String ANYWAY = "(keyturn|slf4j-api|jackson-core-2|jspecify).*";

  @Test
  @Witness(value = Row.JARS, kind = Witness.Kind.REAL)
  void the_readme_and_the_page_say_how_many_jars_of_what_size() throws IOException {
    List<Path> jars = jars();
    double bytes = 0;
    for (Path jar : jars) {
      bytes += Files.size(jar);
    }
    String said =
        String.format(
            Locale.ROOT,
            "%d jars, %.1f MiB with Spring Vault %s",
            jars.size(),
            bytes / (1 << 20),
            System.getProperty("keyturn.test.spring-vault"));

    assertThat(Files.readString(Path.of("..", "README.md"))).contains(said);
    assertThat(Files.readString(Path.of("..", "docs", "providers", "vault.md"))).contains(said);
  }

  @Test
  @Witness(value = Row.JARS, kind = Witness.Kind.REAL)
  void it_starts_with_these_jars_and_without_any_of_them_it_does_not() throws Exception {
    assertThatCode(() -> start(Path.of("none"))).doesNotThrowAnyException();
    for (Path jar : jars()) {
      assertThat(catchThrowable(() -> start(jar)))
          .as("without %s", jar)
          .isInstanceOf(LinkageError.class);
    }
  }

  /** As in an application that has no other jars, nor this one. */
  private static void start(Path missing) throws Exception {
    List<URL> urls = new ArrayList<>();
    urls.add(home(VaultSecretProviderFactory.class));
    urls.add(home(Starting.class));
    urls.add(home(Logger.class)); // a backend: SLF4J complains where it has none
    urls.add(home(Appender.class));
    for (Path jar : classPath().toList()) {
      if (!jar.equals(missing)) {
        urls.add(url(jar));
      }
    }
    try (URLClassLoader application =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> starting = application.loadClass(Starting.class.getName());
      ((Runnable) starting.getDeclaredConstructor().newInstance()).run();
    }
  }

  private static URL home(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }

  private static List<Path> jars() throws IOException {
    return classPath().filter(jar -> !jar.getFileName().toString().matches(ANYWAY)).toList();
  }

  /** As Maven resolves it for a user: target/classpath. */
  private static Stream<Path> classPath() throws IOException {
    String classPath = Files.readString(Path.of("target", "classpath")).strip();
    return Stream.of(classPath.split(File.pathSeparator)).map(Path::of);
  }
}
