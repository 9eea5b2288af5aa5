// SPDX-License-Identifier: Apache-2.0
package io.kratix.workflow.docker;

import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells how a pull gets on, in steps that are worth a line. */
final class PullStream extends EngineStream<PullResponseItem> {
    private static final int STEP = 10;

    private final String image;
    private final Consumer<String> notes;
    private final Map<String, ResponseItem.ProgressDetail> layers = new HashMap<>();
    private volatile String error = "";
    private int told;

    PullStream(String image, Consumer<String> notes) {
        this.image = image;
        this.notes = notes;
    }

    /** {@return what the engine said went wrong while it pulled; empty: nothing} */
    Optional<String> error() {
        return Optional.of(error).filter(text -> !text.isEmpty());
    }

    @Override
    void take(PullResponseItem item) {
        if (item.isErrorIndicated()) {
            ResponseItem.ErrorDetail detail = item.getErrorDetail();
            String text = detail == null ? "" : String.valueOf(detail.getMessage());
            error = text.isBlank() ? "the engine did not say why" : text;
            return;
        }
        ResponseItem.ProgressDetail progress = item.getProgressDetail();
        if ("Downloading".equals(item.getStatus()) && progress != null && progress.getTotal() != null) {
            layers.put(String.valueOf(item.getId()), progress);
            tell();
        }
    }

    private void tell() {
        long total = layers.values().stream().mapToLong(PullStream::total).sum();
        long current = layers.values().stream().mapToLong(PullStream::current).sum();
        int percent = total <= 0 ? 0 : (int) Math.min(100, current * 100 / total);
        if (percent >= told + STEP) {
            told = percent - percent % STEP;
            notes.accept("pulling " + image + ", " + percent + "%");
        }
    }

    private static long total(ResponseItem.ProgressDetail progress) {
        Long total = progress.getTotal();
        return total == null ? 0 : total;
    }

    private static long current(ResponseItem.ProgressDetail progress) {
        Long current = progress.getCurrent();
        return current == null ? 0 : current;
    }
}
