/** A photo as the server takes it: drawn anew on this tablet, so smaller, upright, and without where and by what it was taken. */

const LONGEST = 1600;
const QUALITY = 0.8;

/**
 * @param {number} width
 * @param {number} height
 * @param {number} [longest] pixels that the longer side may have
 * @returns {{ width: number, height: number }} the size it is drawn at, never larger than it is
 */
export function fitted(width, height, longest = LONGEST) {
	const scale = Math.min(1, longest / Math.max(width, height));
	return {
		width: Math.max(1, Math.round(width * scale)),
		height: Math.max(1, Math.round(height * scale)),
	};
}

/**
 * @param {Blob} file from the camera
 * @returns {Promise<Blob>} a JPEG; throws where the file is no picture
 */
export async function redrawn(file) {
	const canvas = await drawn(file);
	return new Promise((resolve, reject) => {
		const done = (/** @type {Blob | null} */ made) =>
			made ? resolve(made) : reject(new Error("no picture"));
		canvas.toBlob(done, "image/jpeg", QUALITY);
	});
}

/**
 * @param {Blob} file
 * @returns {Promise<HTMLCanvasElement>} its picture, upright, on white
 */
export async function drawn(file) {
	const address = URL.createObjectURL(file);
	try {
		// Every browser that runs this page turns an <img> as its file says; bitmaps not everywhere.
		const picture = new Image();
		picture.src = address;
		await picture.decode();
		const canvas = document.createElement("canvas");
		Object.assign(canvas, fitted(picture.naturalWidth, picture.naturalHeight));
		const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
		pen.fillStyle = "#fff";
		pen.fillRect(0, 0, canvas.width, canvas.height);
		pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
		return canvas;
	} finally {
		URL.revokeObjectURL(address);
	}
}
