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
 * <p>Its one key is {@code directory}: what relative paths are relative to; by default the working
 * directory. Thread-safe.
 */
@SecretProviderFactory.Type("file")
public final class FileSecretProviderFactory implements SecretProviderFactory {
  static final ProviderSettings.Key DIRECTORY =
      ProviderSettings.Key.optional(
          "directory",
          ProviderSettings.Kind.TEXT,
          "The directory that relative paths are relative to; without it, the working directory.");

  /** For {@link java.util.ServiceLoader}. */
  public FileSecretProviderFactory() {}

  @Override
  public List<ProviderSettings.Key> keys() {
    return List.of(DIRECTORY);
  }

  @Override
  public SecretProvider create(ProviderSettings settings) {
    try {
      return new FileSecretProvider(Path.of(settings.text(DIRECTORY).orElse("")));
    } catch (InvalidPathException e) { // not chained: it quotes the text
      throw new IllegalArgumentException("directory is not a path on this system");
    }
  }
}
