/** How the screen itself is: its size, whether it is seen, and how many pictures it draws in a second. */

const MEASURED_MS = 1000;

export class Health {
	/** @returns {Promise<{ width: number, height: number, visible: boolean, fps: number }>} */
	async report() {
		return {
			width: innerWidth,
			height: innerHeight,
			visible: document.visibilityState === "visible",
			fps: await pictures(),
		};
	}
}

/** @returns {Promise<number>} pictures a second */
function pictures() {
	return new Promise((resolve) => {
		let count = 0;
		let isOver = false;
		const step = () => {
			count += 1;
			if (!isOver) {
				requestAnimationFrame(step);
			}
		};
		requestAnimationFrame(step);
		setTimeout(() => {
			isOver = true;
			resolve(Math.round((count * 1000) / MEASURED_MS));
		}, MEASURED_MS);
	});
}
