package io.keyturn.provider.env;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProviderFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes stores of type {@code file}: a dotenv, JSON or properties file, any other file as one
 * value, or a directory whose files are fields, is one bundle.
 *
 * <p>Its keys are {@code directory}, what relative paths are relative to, by default what systemd
 * gives in {@code CREDENTIALS_DIRECTORY}, else the working directory; and {@code permissions}, by
 * default {@code warn}. Thread-safe.
 */
@SecretProviderFactory.Type("file")
public final class FileSecretProviderFactory implements SecretProviderFactory {
  static final ProviderSettings.Key DIRECTORY =
      ProviderSettings.Key.optional(
              "directory",
              ProviderSettings.Kind.TEXT,
              "The directory that relative paths are relative to; without it, the working"
                  + " directory.")
          .withVariable("CREDENTIALS_DIRECTORY");
  static final ProviderSettings.Key PERMISSIONS =
      ProviderSettings.Key.optional(
              "permissions",
              ProviderSettings.Kind.TEXT,
              "What is done with a file that others on the machine can read, by its mode and those of the"
                  + " directories above: `warn`, or `strict`, which refuses it.")
          .withDefault("warn");

  /** For {@link java.util.ServiceLoader}. */
  public FileSecretProviderFactory() {}

  @Override
  public List<ProviderSettings.Key> keys() {
    return List.of(DIRECTORY, PERMISSIONS);
  }

  @Override
  public SecretProvider create(ProviderSettings settings) {
    return new FileSecretProvider(
        directory(settings), Access.called(settings.text(PERMISSIONS).orElseThrow()));
  }

  private static Path directory(ProviderSettings settings) {
    try {
      return Path.of(settings.text(DIRECTORY).orElse(""));
    } catch (InvalidPathException e) { // not chained: it quotes the text
      throw new IllegalArgumentException("directory is not a path on this system");
    }
  }
}
