package io.keyturn.provider.env;

import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is done where others on the machine can read a file, by its permissions and those of the
 * directories above. What was mounted for this process is left alone: Docker's secrets are 0444 and
 * Kubernetes' 0644, and nobody else is there.
 */
enum Access {
  /** It is told. */
  WARN,
  /** It is refused. */
  STRICT;

  private static final Remark OPEN =
      new Remark("others on this machine can read it: chmod o-r", true);
  private static final List<Path> OF_DOCKER =
      List.of(Path.of("/run/secrets"), Path.of("/var/run/secrets"));
  private static final String OF_SYSTEMD = "CREDENTIALS_DIRECTORY";

  /**
   * The one of a name in a configuration.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Access called(String text) {
    for (Access access : values()) {
      if (access.name().toLowerCase(Locale.ROOT).equals(text)) {
        return access;
      }
    }
    throw new IllegalArgumentException("permissions is warn or strict");
  }

  /**
   * What is to be told of what was seen.
   *
   * @throws SecretAccessDeniedException if it is refused
   */
  Optional<Remark> check(SecretLocation location, Look look, Mounts mounts) throws IOException {
    for (Mark mark : look.marks()) {
      if (mark.type() == Mark.Type.FILE && mark.isReadByOthers() && isOpen(mark.file(), mounts)) {
        if (this == STRICT) {
          throw new SecretAccessDeniedException(
              location, "others on this machine can read it, and permissions = strict: chmod o-r");
        }
        return Optional.of(OPEN);
      }
    }
    return Optional.empty();
  }

  private static boolean isOpen(Path file, Mounts mounts) throws IOException {
    Path real = file.toRealPath();
    for (Path above = real.getParent(); above != null; above = above.getParent()) {
      if (!Mark.of(above).isEnteredByOthers()) {
        return false;
      }
    }
    return !isForThisProcess(file, real, System.getenv(OF_SYSTEMD)) && !mounts.isAlone(real);
  }

  /** Whether a path, as it is written or as it is, is one of what was mounted for this process. */
  static boolean isForThisProcess(Path file, Path real, @Nullable String credentials) {
    for (Path part : real) {
      if (part.toString().startsWith("..")) { // a generation of a volume of Kubernetes
        return true;
      }
    }
    for (Path directory : OF_DOCKER) {
      if (file.startsWith(directory) || real.startsWith(directory)) {
        return true;
      }
    }
    return credentials != null
        && (file.startsWith(Path.of(credentials)) || real.startsWith(Path.of(credentials)));
  }
}
