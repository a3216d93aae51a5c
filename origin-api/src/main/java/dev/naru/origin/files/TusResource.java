package dev.naru.origin.files;

import dev.naru.origin.platform.LargeBody;
import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /files/uploads}: tus 1.0.0 (tus.io) with the extensions creation, creation-with-upload, expiration, checksum and termination. The upload's
 * id is that of the file it becomes.
 */
@Path("/files/uploads")
@RunOnVirtualThread
class TusResource {

    static final String VERSION = "1.0.0";
    static final String RESUMABLE = "Tus-Resumable";
    private static final String EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination";
    private static final String CHUNK = "application/offset+octet-stream";
    private static final Pattern BYTES = Pattern.compile("[0-9]{1,18}");
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    private final ResumableUploads uploads;
    private final FilesConfig config;

    TusResource(ResumableUploads uploads, FilesConfig config) {
        this.uploads = uploads;
        this.config = config;
    }

    @OPTIONS
    @PermitAll
    public Response options() {
        return Response.noContent()
                .header(RESUMABLE, VERSION)
                .header("Tus-Version", VERSION)
                .header("Tus-Max-Size", config.maxBytes())
                .header("Tus-Extension", EXTENSIONS)
                .header("Tus-Checksum-Algorithm", UploadChecksum.SUPPORTED)
                .build();
    }

    @POST
    @RolesAllowed("files")
    @LargeBody
    @Consumes(MediaType.WILDCARD)
    public Response create(
            @HeaderParam("Upload-Length") @Nullable String length,
            @HeaderParam("Upload-Metadata") @Nullable String metadata,
            @HeaderParam("Upload-Checksum") @Nullable String checksum,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            InputStream body) {
        requireVersion(headers);
        ResumableUpload upload = uploads.create(wanted(bytes("Upload-Length", length), metadata, member(security)));
        if (hasBody(headers)) {
            requireChunk(headers);
            // A creation that is repeated after a lost answer goes on from what the first one brought.
            if (upload.received() == 0) {
                upload = uploads.append(
                        upload.id(), upload.member(), 0, FilesResource.length(headers), checksum(checksum), body);
            }
        }
        return state(Response.status(201), upload)
                // Relative: right under whatever name and scheme the client came by.
                .header(HttpHeaders.LOCATION, "/files/uploads/" + upload.id())
                .build();
    }

    @HEAD
    @Path("/{id}")
    @RolesAllowed("files")
    public Response status(
            @PathParam("id") String id, @Context HttpHeaders headers, @Context SecurityContext security) {
        requireVersion(headers);
        ResumableUpload upload = uploads.settled(FilesResource.uuid(id), member(security));
        Response.ResponseBuilder answer = state(Response.ok(), upload)
                .header("Upload-Length", upload.length())
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (!upload.metadata().isEmpty()) {
            answer.header("Upload-Metadata", upload.metadata());
        }
        return answer.build();
    }

    @PATCH
    @Path("/{id}")
    @RolesAllowed("files")
    @LargeBody
    @Consumes(MediaType.WILDCARD)
    public Response append(
            @PathParam("id") String id,
            @HeaderParam("Upload-Offset") @Nullable String offset,
            @HeaderParam("Upload-Checksum") @Nullable String checksum,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            InputStream body) {
        requireVersion(headers);
        requireChunk(headers);
        ResumableUpload upload = uploads.append(
                FilesResource.uuid(id),
                member(security),
                bytes("Upload-Offset", offset),
                FilesResource.length(headers),
                checksum(checksum),
                body);
        return state(Response.noContent(), upload).build();
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed("files")
    public Response terminate(
            @PathParam("id") String id, @Context HttpHeaders headers, @Context SecurityContext security) {
        requireVersion(headers);
        uploads.terminate(FilesResource.uuid(id), member(security));
        return Response.noContent().header(RESUMABLE, VERSION).build();
    }

    private static Response.ResponseBuilder state(Response.ResponseBuilder answer, ResumableUpload upload) {
        answer.header(RESUMABLE, VERSION)
                .header("Upload-Offset", upload.received())
                .header("Upload-Expires", HTTP_DATE.format(upload.expiresAt()));
        if (upload.complete()) {
            // Where the file is from now on.
            answer.header(HttpHeaders.CONTENT_LOCATION, "/files/" + upload.id());
        }
        return answer;
    }

    private static ResumableUpload wanted(long length, @Nullable String field, String member) {
        TusMetadata metadata;
        try {
            metadata = TusMetadata.of(field);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("invalid-upload-metadata", e.getMessage() + ".");
        }
        String name = metadata.get("filename");
        if (name != null) {
            FileName.require(name);
        }
        String id = metadata.get("id");
        String declared = metadata.get("filetype");
        ImageType type = ImageType.declared(declared == null ? "" : declared)
                .orElseThrow(
                        () -> Uploads.unsupported(
                                "Name the type in Upload-Metadata: filetype is image/jpeg, image/png, image/webp or image/gif."));
        return new ResumableUpload(
                id == null ? UUID.randomUUID() : FilesResource.uuid(id),
                member,
                FilesResource.sku(metadata.get("product")),
                type.mediaType(),
                length,
                Visibility.isPrivate(metadata.get("visibility")),
                metadata.field(),
                0,
                0,
                false,
                false,
                false,
                Instant.EPOCH);
    }

    private static void requireVersion(HttpHeaders headers) {
        if (!VERSION.equals(headers.getHeaderString(RESUMABLE))) {
            throw new Problem(
                    412,
                    "tus-version",
                    "Precondition failed",
                    "Send Tus-Resumable: " + VERSION + " with each request.");
        }
    }

    private static void requireChunk(HttpHeaders headers) {
        if (!CHUNK.equals(headers.getHeaderString(HttpHeaders.CONTENT_TYPE))) {
            throw Uploads.unsupported("The body's Content-Type must be " + CHUNK + ".");
        }
    }

    private static boolean hasBody(HttpHeaders headers) {
        return FilesResource.length(headers) > 0 || headers.getHeaderString("Transfer-Encoding") != null;
    }

    private static long bytes(String name, @Nullable String value) {
        if (value == null || !BYTES.matcher(value).matches()) {
            throw Problem.badRequest("invalid-" + name.toLowerCase(Locale.ROOT), name + " is a number of bytes.");
        }
        return Long.parseLong(value);
    }

    private static @Nullable UploadChecksum checksum(@Nullable String field) {
        try {
            return field == null ? null : UploadChecksum.of(field);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("invalid-upload-checksum", e.getMessage() + ".");
        }
    }

    private static String member(SecurityContext security) {
        return FilesResource.member(security);
    }
}
