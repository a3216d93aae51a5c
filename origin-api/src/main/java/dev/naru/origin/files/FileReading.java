package dev.naru.origin.files;

import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reading {@code /files/{id}} and its thumbnail: public ones by anyone, private ones with a signed link, quarantined ones by nobody. */
@Path("/files")
@RunOnVirtualThread
class FileReading {

    private static final String IMMUTABLE = "public, max-age=31536000, immutable";
    /** Shorter than most links live; a shared cache must not keep it at all. */
    private static final String PRIVATE = "private, max-age=300";

    private final FileRepository files;
    private final Thumbnails thumbnails;
    private final BlobStore store;
    private final FileLinks links;

    FileReading(FileRepository files, Thumbnails thumbnails, BlobStore store, FileLinks links) {
        this.files = files;
        this.thumbnails = thumbnails;
        this.store = store;
        this.links = links;
    }

    /** What is served: the file's own bytes, or its thumbnail's. */
    private record Content(String sha256, long bytes, String type, boolean isPrivate) {

        EntityTag tag() {
            return new EntityTag(sha256);
        }

        String caching() {
            return isPrivate ? PRIVATE : IMMUTABLE;
        }
    }

    @GET
    @Path("/{id}")
    @PermitAll
    public Response get(
            @PathParam("id") String id,
            @QueryParam("expires") @Nullable String expires,
            @QueryParam("signature") @Nullable String signature,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange,
            @Context Request request,
            @Context HttpServerResponse response)
            throws IOException {
        return serve(file(id, "", expires, signature).content(), range, ifRange, request, response);
    }

    @HEAD
    @Path("/{id}")
    @PermitAll
    public Response head(
            @PathParam("id") String id,
            @QueryParam("expires") @Nullable String expires,
            @QueryParam("signature") @Nullable String signature,
            @Context Request request) {
        Content content = file(id, "", expires, signature).content();
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(content.tag());
        if (unchanged != null) {
            return unchanged
                    .header(HttpHeaders.CACHE_CONTROL, content.caching())
                    .build();
        }
        return head(content, 200)
                .header(HttpHeaders.CONTENT_LENGTH, content.bytes())
                .build();
    }

    @GET
    @Path("/{id}/thumbnail")
    @PermitAll
    public Response thumbnail(
            @PathParam("id") String id,
            @QueryParam("expires") @Nullable String expires,
            @QueryParam("signature") @Nullable String signature,
            @Context Request request,
            @Context HttpServerResponse response)
            throws IOException {
        Readable file = file(id, "/thumbnail", expires, signature);
        Thumbnails.Thumbnail small = thumbnails.of(file.content().sha256()).orElseThrow(() -> notYet(
                        "thumbnail-pending", "The thumbnail is still being made.")
                .retryAfter(1));
        String sha256 = small.sha256().orElseThrow(() -> notYet("no-thumbnail", "This image has no thumbnail."));
        Content content =
                new Content(sha256, small.bytes(), "image/jpeg", file.content().isPrivate());
        return serve(content, null, null, request, response);
    }

    private Response serve(
            Content content,
            @Nullable String range,
            @Nullable String ifRange,
            Request request,
            HttpServerResponse response)
            throws IOException {
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(content.tag());
        if (unchanged != null) {
            return unchanged
                    .header(HttpHeaders.CACHE_CONTROL, content.caching())
                    .build();
        }
        boolean rangeHolds = ifRange == null || ifRange.equals('"' + content.sha256() + '"');
        return switch (ByteRange.of(rangeHolds ? range : null, content.bytes())) {
            case ByteRange.Whole() ->
                head(content, 200)
                        .entity(entity(content, 0, content.bytes(), response))
                        .build();
            case ByteRange.Part part ->
                head(content, 206)
                        .header("Content-Range", part.contentRange(content.bytes()))
                        .entity(entity(content, part.offset(), part.length(), response))
                        .build();
            case ByteRange.Unsatisfiable() -> {
                response.putHeader("Content-Range", "bytes */" + content.bytes());
                throw new Problem(
                        416,
                        "range-not-satisfiable",
                        "Range not satisfiable",
                        "The file has " + content.bytes() + " bytes.");
            }
        };
    }

    private Object entity(Content content, long offset, long length, HttpServerResponse response) throws IOException {
        try {
            Object entity = store.entity(content.sha256(), offset, length);
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
            return entity;
        } catch (NoSuchFileException e) {
            // Deleted and collected since its row was read.
            throw notFound();
        }
    }

    private static Response.ResponseBuilder head(Content content, int status) {
        return Response.status(status)
                .tag(content.tag())
                .type(content.type())
                .header(HttpHeaders.CACHE_CONTROL, content.caching())
                .header("Accept-Ranges", "bytes")
                // Nothing in an uploaded file may run, should a browser ever show it as a document.
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cross-Origin-Resource-Policy", "same-site");
    }

    /** A file whose readiness and right were checked. */
    private record Readable(StoredFile file) {

        Content content() {
            return new Content(file.sha256(), file.bytes(), file.type(), file.isPrivate());
        }
    }

    private Readable file(String id, String below, @Nullable String expires, @Nullable String signature) {
        UUID uuid = FilesResource.uuid(id);
        // Before the lookup: a forged link does not learn whether there is such a file.
        boolean signed = links.allows("/files/" + uuid + below, expires, signature);
        StoredFile file =
                files.find(uuid).filter(found -> signed || !found.isPrivate()).orElseThrow(FileReading::notFound);
        if (file.status() != FileStatus.READY) {
            throw notYet("file-quarantined", "This file is still being checked.")
                    .retryAfter(5);
        }
        return new Readable(file);
    }

    private static Problem notFound() {
        return Problem.notFound("There is no file of this id.");
    }

    private static Problem notYet(String slug, String detail) {
        return new Problem(404, slug, "Not found", detail);
    }
}
