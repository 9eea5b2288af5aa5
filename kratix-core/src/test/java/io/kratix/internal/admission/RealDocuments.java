// SPDX-License-Identifier: Apache-2.0
package io.kratix.internal.admission;

import io.kratix.internal.documents.DocumentReader;
import io.kratix.internal.documents.SourcedDocument;
import io.kratix.model.Document;
import io.kratix.model.Kinds;
import io.kratix.model.Promise;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A folder of Promises and requests, admitted each by each. */
final class RealDocuments {
    private final List<SourcedDocument> documents;

    private RealDocuments(List<SourcedDocument> documents) {
        this.documents = documents;
    }

    static RealDocuments read(Path fileOrFolder) {
        return new RealDocuments(DocumentReader.read(fileOrFolder));
    }

    List<Document> all() {
        return documents.stream().map(SourcedDocument::document).toList();
    }

    List<Promise> promises() {
        return all().stream()
                .filter(document -> document.kind().equals(Kinds.PROMISE))
                .map(Promise::of)
                .toList();
    }

    /** {@return the admission of each request whose Promise is in the folder} */
    List<Admission> requests() {
        return all().stream()
                .filter(document -> !document.group().equals(Kinds.GROUP))
                .map(this::admit)
                .toList();
    }

    private Admission admit(Document request) {
        return promises().stream()
                .flatMap(promise -> promise.api().stream())
                .filter(api -> api.kind().equals(request.kind()) && api.group().equals(request.group()))
                .findFirst()
                .map(api -> RequestAdmission.of(api).admit(request, Optional.empty()))
                .orElseThrow();
    }
}
