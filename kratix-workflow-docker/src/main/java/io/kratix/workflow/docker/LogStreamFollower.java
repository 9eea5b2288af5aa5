// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Passes a container's output on, in the order in which the engine tells it. It reads the engine's frames by itself:
 * docker-java cuts them in pieces, and only whole ones can be told apart.
 */
final class LogStreamFollower extends EngineStream<LogStreamFollower.Frame> {
    private static final int OK = 200;
    private static final int STDERR = 2;
    private static final int PADDING = 3;

    private final DeduplicatedLog stdout;
    private final DeduplicatedLog stderr;

    LogStreamFollower(DeduplicatedLog stdout, DeduplicatedLog stderr) {
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /**
     * What an engine tells at once.
     *
     * @param stream which of the two
     * @param bytes a line, or a part of a long one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(int stream, byte[] bytes) {}

    /** Reads an answer to its end; what goes wrong is for {@link #check} to tell. */
    void read(DockerHttpClient client, DockerHttpClient.Request request) {
        try (DockerHttpClient.Response response = client.execute(request)) {
            onStart(response);
            if (response.getStatusCode() != OK) {
                String words = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
                throw DockerErrors.refusal(response.getStatusCode(), words);
            }
            read(new DataInputStream(new BufferedInputStream(response.getBody())));
            onComplete();
        } catch (IOException | RuntimeException e) {
            onError(e);
        }
    }

    private void read(DataInputStream frames) throws IOException {
        for (int stream = frames.read(); stream >= 0; stream = frames.read()) {
            frames.skipNBytes(PADDING);
            byte[] bytes = new byte[frames.readInt()];
            frames.readFully(bytes);
            onNext(new Frame(stream, bytes));
        }
    }

    @Override
    void take(Frame frame) throws IOException {
        (frame.stream() == STDERR ? stderr : stdout).take(frame.bytes());
    }
}
