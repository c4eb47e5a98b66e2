package io.keyturn;

import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import org.slf4j.LoggerFactory;

/**
 * Loads the larger classes of the engine while configuration is read: a start is little else than
 * the loading of classes. It runs nothing of them.
 */
final class Ahead implements Runnable {
  /** Begins it, on a thread of its own that ends with it. */
  static void begin() {
    Thread thread = new Thread(new Ahead(), "keyturn-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  /** In the order in which a start needs them. */
  @Override
  public void run() {
    List<Class<?>> unused =
        List.of(
            Engine.class,
            Making.class,
            Rejections.class,
            Gatherings.class,
            KnownNames.class,
            CompletableFuture.class,
            Timer.class,
            DueQueue.class,
            Workers.class,
            Pool.class,
            LinkedTransferQueue.class,
            ThreadPoolExecutor.class,
            Events.class,
            Retiring.class,
            Store.class,
            Outage.class,
            Watches.class,
            Start.class,
            Node.class,
            Name.class,
            Rotating.class,
            SecretLocation.class,
            Cell.class,
            Schedule.class,
            Flight.class,
            Call.class,
            SecretBundle.class,
            Landing.class,
            OtherVersions.class,
            Candidate.class,
            Content.class,
            Gathering.class,
            Turn.class,
            Made.class,
            Secret.class,
            Promotion.class,
            Retirement.class,
            Log.class,
            LoggerFactory.class);
  }
}
