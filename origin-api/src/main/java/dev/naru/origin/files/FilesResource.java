package dev.naru.origin.files;

import dev.naru.origin.platform.LargeBody;
import dev.naru.origin.platform.NaruConfig;
import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /files}: upload by raw PUT, read back, list by product. */
@Path("/files")
@RunOnVirtualThread
class FilesResource {

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern SKU = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String IMMUTABLE = "public, max-age=31536000, immutable";

    private final Uploads uploads;
    private final FileRepository files;
    private final BlobStore store;
    private final URI apiUrl;

    FilesResource(Uploads uploads, FileRepository files, BlobStore store, NaruConfig config) {
        this.uploads = uploads;
        this.files = files;
        this.store = store;
        this.apiUrl = config.publicUrls().apiUrl();
    }

    /** The answer to an upload. */
    record Uploaded(UUID id, String url, String sha256, long bytes, String type, String product) {}

    /** One file of a list. */
    record Listed(
            UUID id, String url, String type, long bytes, int width, int height, Instant createdAt, String author) {}

    record Listing(List<Listed> files) {}

    @PUT
    @Path("/{id}")
    @RolesAllowed("files")
    @LargeBody
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response put(
            @PathParam("id") String id,
            @QueryParam("product") @Nullable String product,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            InputStream body) {
        Uploads.Receipt receipt = uploads.receive(
                new Uploads.Announced(
                        uuid(id),
                        member(security),
                        sku(product),
                        type(headers),
                        length(headers),
                        digest(headers),
                        false),
                body);
        StoredFile file = receipt.file();
        URI url = url(file.id());
        return Response.status(receipt.created() ? 201 : 200)
                .location(url)
                .entity(new Uploaded(
                        file.id(), url.toString(), file.sha256(), file.bytes(), file.type(), file.product()))
                .build();
    }

    @GET
    @Path("/{id}")
    @PermitAll
    public Response get(
            @PathParam("id") String id,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange,
            @Context Request request,
            @Context HttpServerResponse response)
            throws IOException {
        StoredFile file = find(id);
        EntityTag tag = new EntityTag(file.sha256());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return unchanged.header(HttpHeaders.CACHE_CONTROL, IMMUTABLE).build();
        }
        boolean rangeHolds = ifRange == null || ifRange.equals('"' + file.sha256() + '"');
        return switch (ByteRange.of(rangeHolds ? range : null, file.bytes())) {
            case ByteRange.Whole() ->
                head(file, tag, 200)
                        .entity(store.entity(file.sha256(), 0, file.bytes()))
                        .build();
            case ByteRange.Part part ->
                head(file, tag, 206)
                        .header("Content-Range", part.contentRange(file.bytes()))
                        .entity(store.entity(file.sha256(), part.offset(), part.length()))
                        .build();
            case ByteRange.Unsatisfiable() -> {
                response.putHeader("Content-Range", "bytes */" + file.bytes());
                throw new Problem(
                        416,
                        "range-not-satisfiable",
                        "Range not satisfiable",
                        "The file has " + file.bytes() + " bytes.");
            }
        };
    }

    @HEAD
    @Path("/{id}")
    @PermitAll
    public Response head(@PathParam("id") String id, @Context Request request) {
        StoredFile file = find(id);
        EntityTag tag = new EntityTag(file.sha256());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return unchanged.header(HttpHeaders.CACHE_CONTROL, IMMUTABLE).build();
        }
        return head(file, tag, 200)
                .header(HttpHeaders.CONTENT_LENGTH, file.bytes())
                .build();
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed("files")
    public Response delete(@PathParam("id") String id, @Context SecurityContext security) {
        if (!files.delete(uuid(id), member(security))) {
            throw Problem.notFound("You have no file of this id.");
        }
        return Response.noContent().build();
    }

    @GET
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    public Listing list(@QueryParam("product") @Nullable String product) {
        return new Listing(files.ofProduct(sku(product)).stream()
                .map(file -> new Listed(
                        file.id(),
                        url(file.id()).toString(),
                        file.type(),
                        file.bytes(),
                        file.width(),
                        file.height(),
                        file.createdAt(),
                        file.member()))
                .toList());
    }

    private static Response.ResponseBuilder head(StoredFile file, EntityTag tag, int status) {
        return Response.status(status)
                .tag(tag)
                .type(file.type())
                .header(HttpHeaders.CACHE_CONTROL, IMMUTABLE)
                .header("Accept-Ranges", "bytes")
                // Nothing in an uploaded file may run, should a browser ever show it as a document.
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cross-Origin-Resource-Policy", "same-site");
    }

    private StoredFile find(String id) {
        return files.find(uuid(id)).orElseThrow(() -> Problem.notFound("There is no file of this id."));
    }

    private URI url(UUID id) {
        return URI.create(apiUrl + "/files/" + id);
    }

    static String member(SecurityContext security) {
        return security.getUserPrincipal().getName();
    }

    static UUID uuid(String id) {
        if (!UUID_FORM.matcher(id).matches()) { // UUID.fromString takes "1-1-1-1-1" too
            throw Problem.badRequest("invalid-file-id", "A file's id is a UUID, such as " + UUID.randomUUID() + ".");
        }
        return UUID.fromString(id);
    }

    static String sku(@Nullable String product) {
        if (product == null || !SKU.matcher(product).matches()) {
            throw Problem.badRequest("invalid-product", "Name the product: ?product=<sku>.");
        }
        return product;
    }

    private static ImageType type(HttpHeaders headers) {
        if (headers.getHeaderString(HttpHeaders.CONTENT_ENCODING) != null) {
            throw Uploads.unsupported("Send the image as it is, without Content-Encoding.");
        }
        if (headers.getHeaderString("Content-Range") != null) { // RFC 9110 section 14.5
            throw Problem.badRequest("partial-put", "A file is sent whole, without Content-Range.");
        }
        String declared = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
        return ImageType.declared(declared == null ? "" : declared)
                .orElseThrow(() ->
                        Uploads.unsupported("Content-Type must be image/jpeg, image/png, image/webp or image/gif."));
    }

    static long length(HttpHeaders headers) {
        String length = headers.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length); // the HTTP decoder has refused what is no number
    }

    private static @Nullable String digest(HttpHeaders headers) {
        String field = headers.getHeaderString("Content-Digest");
        try {
            return field == null ? null : ContentDigest.sha256(field).orElse(null);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("invalid-content-digest", e.getMessage() + ".");
        }
    }
}
