package io.keyturn.provider.env;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What a file or a directory means as a bundle of a {@code file} store. */
final class FileForm implements Settling.Form {
  private final Access access;

  FileForm(Access access) {
    this.access = access;
  }

  @Override
  public SecretBundle bundle(SecretLocation location, Look look, Mounts mounts) throws IOException {
    SecretBundle.Builder builder =
        look.isDirectory()
            ? directory(location, look, mounts)
            : FileFormat.of(location).read(location, look.bytes());
    Optional<Remark> open = access.check(location, look, mounts);
    Optional<Remark> mounted = mounts.remark(look);
    if (mounted.isPresent()) {
      builder.remark(mounted.get());
    } else if (open.isPresent()) {
      builder.remark(open.get());
    }
    return builder.build();
  }

  private SecretBundle.Builder directory(SecretLocation location, Look look, Mounts mounts)
      throws IOException {
    if (FileFormat.isOfFile(location)) {
      throw new SecretFormatException(location, "it is a directory, where a file is meant");
    }
    if (look.files().isEmpty()) { // Docker makes one where a file to mount is missing
      boolean gone = mounts.isGone(look.path().toRealPath());
      throw new SecretNotFoundException(
          location, gone ? mounts.goneReason() : "it is a directory without any file in it");
    }
    SecretBundle.Builder builder = SecretBundle.builder();
    for (Map.Entry<String, byte[]> file : look.files().entrySet()) {
      if (FileFormat.isZeros(file.getValue())) {
        throw new SecretFormatException(
            location, "its file '" + file.getKey() + "' has nothing but NUL bytes");
      }
      builder.field(file.getKey(), file.getValue());
    }
    return builder;
  }
}
