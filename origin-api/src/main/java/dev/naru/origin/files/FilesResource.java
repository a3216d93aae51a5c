package dev.naru.origin.files;

import dev.naru.origin.platform.LargeBody;
import dev.naru.origin.platform.NaruConfig;
import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /files}: upload by raw PUT, list by product, delete, give out links; {@link FileReading} reads. */
@Path("/files")
@RunOnVirtualThread
class FilesResource {

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern SKU = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Uploads uploads;
    private final FileRepository files;
    private final FileLinks links;
    private final FilesConfig config;
    private final URI apiUrl;

    FilesResource(Uploads uploads, FileRepository files, FileLinks links, FilesConfig config, NaruConfig naru) {
        this.uploads = uploads;
        this.files = files;
        this.links = links;
        this.config = config;
        this.apiUrl = naru.publicUrls().apiUrl();
    }

    /** The answer to an upload. */
    record Uploaded(UUID id, String url, String sha256, long bytes, String type, String product, FileStatus status) {}

    /** One file of a list. */
    record Listed(
            UUID id,
            String url,
            String type,
            long bytes,
            int width,
            int height,
            Instant createdAt,
            String author,
            @Nullable String thumbnailUrl) {}

    record Listing(List<Listed> files) {}

    /** Links that read a file until they expire. */
    record Link(String url, String thumbnailUrl, Instant expiresAt) {}

    @PUT
    @Path("/{id}")
    @RolesAllowed("files")
    @LargeBody
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response put(
            @PathParam("id") String id,
            @QueryParam("product") @Nullable String product,
            @QueryParam("visibility") @Nullable String visibility,
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
                        Visibility.isPrivate(visibility),
                        false),
                body);
        return answer(receipt);
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
        return new Listing(
                files.ofProduct(sku(product)).stream().map(this::listed).toList());
    }

    private Listed listed(FileRepository.Shown shown) {
        StoredFile file = shown.file();
        URI url = url(file.id());
        return new Listed(
                file.id(),
                url.toString(),
                file.type(),
                file.bytes(),
                file.width(),
                file.height(),
                file.createdAt(),
                file.member(),
                shown.thumbnail() ? url + "/thumbnail" : null);
    }

    @POST
    @Path("/{id}/links")
    @RolesAllowed("files")
    @Produces(MediaType.APPLICATION_JSON)
    public Link link(
            @PathParam("id") String id,
            @QueryParam("seconds") @DefaultValue("600") long seconds,
            @Context SecurityContext security) {
        StoredFile file = files.find(uuid(id))
                .filter(found -> found.member().equals(member(security)))
                .orElseThrow(() -> Problem.notFound("You have no file of this id."));
        if (seconds < 1 || seconds > config.linkMaxLife().toSeconds()) {
            throw Problem.badRequest(
                    "invalid-link-life",
                    "seconds is 1 to " + config.linkMaxLife().toSeconds() + ".");
        }
        Instant expires = Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS);
        String path = "/files/" + file.id();
        return new Link(
                apiUrl + path + "?" + links.query(path, expires),
                apiUrl + path + "/thumbnail?" + links.query(path + "/thumbnail", expires),
                expires);
    }

    /** What an upload that is a file by now is answered. */
    Response answer(Uploads.Receipt receipt) {
        StoredFile file = receipt.file();
        URI url = url(file.id());
        return Response.status(receipt.created() ? 201 : 200)
                .location(url)
                .entity(new Uploaded(
                        file.id(),
                        url.toString(),
                        file.sha256(),
                        file.bytes(),
                        file.type(),
                        file.product(),
                        file.status()))
                .build();
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
