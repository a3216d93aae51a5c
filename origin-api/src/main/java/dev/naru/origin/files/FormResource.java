package dev.naru.origin.files;

import dev.naru.origin.platform.LargeBody;
import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /files}: one small photo in a form (multipart/form-data, RFC 7578), for clients that know nothing else. Fields {@code product} and
 * {@code file}; optional {@code id} (a UUID that makes it repeatable) and {@code visibility}. The HTTP layer writes the file to disk as it comes.
 */
@Path("/files")
@RunOnVirtualThread
class FormResource {

    private final Uploads uploads;
    private final FilesResource files;

    FormResource(Uploads uploads, FilesResource files) {
        this.uploads = uploads;
        this.files = files;
    }

    @POST
    @RolesAllowed("files")
    @LargeBody
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.APPLICATION_JSON)
    public Response post(
            @RestForm("file") @Nullable FileUpload file,
            @RestForm("product") @Nullable String product,
            @RestForm("id") @Nullable String id,
            @RestForm("visibility") @Nullable String visibility,
            @Context SecurityContext security) {
        if (file == null) {
            throw Problem.badRequest("file-missing", "The form has no field \"file\" with a file.");
        }
        if (file.size() == 0) { // what a browser sends when nothing was chosen
            throw Problem.unprocessable("empty-file", "The file has no bytes.");
        }
        FileName.require(file.fileName());
        ImageType type = ImageType.declared(file.contentType() == null ? "" : file.contentType())
                .orElseThrow(() -> Uploads.unsupported(
                        "The file's Content-Type must be image/jpeg, image/png, image/webp or image/gif."));
        Uploads.Announced announced = new Uploads.Announced(
                id == null || id.isEmpty() ? UUID.randomUUID() : FilesResource.uuid(id),
                FilesResource.member(security),
                FilesResource.sku(product),
                type,
                file.size(),
                null,
                Visibility.isPrivate(visibility),
                false);
        try (InputStream bytes = Files.newInputStream(file.uploadedFile())) {
            return files.answer(uploads.receive(announced, bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
