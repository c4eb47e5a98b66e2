package io.keyturn.provider.env;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Reads files, and directories whose files are fields.
 *
 * <p>Files have no version of their own (a time stamp is none: it may stay the same over a change),
 * so each look reads all and the engine compares.
 */
final class FileSecretProvider implements SecretProvider {
  private final Path directory;
  private volatile boolean closed;

  /** Relative paths are relative to this directory, which need not be there yet. */
  FileSecretProvider(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  @Override
  public SecretBundle fetch(SecretLocation bundle) {
    if (closed) {
      throw new IllegalStateException("the file provider is closed");
    }
    Path path = resolve(bundle);
    try {
      return new FileBundle(bundle, path).read();
    } catch (IOException e) {
      throw FileFailures.of(bundle, path, e);
    }
  }

  /** The absolute path, with {@code format} only where the name does not say it. */
  @Override
  public SecretLocation normalize(SecretLocation bundle) {
    FileFormat.check(bundle);
    // On Windows too a location is written with slashes.
    String path = resolve(bundle).toString().replace(File.separatorChar, '/');
    SecretLocation spelt = bundle.withPath(path);
    return FileFormat.isNamed(spelt) ? withoutParams(spelt) : spelt;
  }

  private Path resolve(SecretLocation bundle) {
    try {
      return directory.resolve(bundle.path());
    } catch (InvalidPathException e) { // not chained: it quotes the text
      throw new IllegalArgumentException("it is not a path on this system");
    }
  }

  private static SecretLocation withoutParams(SecretLocation bundle) {
    String text = bundle.toString(); // in which a path has no question mark
    int params = text.indexOf('?');
    return params < 0 ? bundle : SecretLocation.parse(text.substring(0, params));
  }

  @Override
  public void close() {
    closed = true;
  }

  /** The directory that relative paths are relative to. */
  @Override
  public String toString() {
    return "FileSecretProvider[" + directory + "]";
  }
}
